import { expect } from "chai";
import { createTurns } from "../../../src/console/auth/turns.ts";

describe("turns", () => {
  it("are two at a time, in order, those ahead first; what is too many is refused at once", async () => {
    const turns = createTurns({ atOnce: 2, waiting: 3, waitingEach: 2 });
    const begun: string[] = [];
    const ends: (() => void)[] = [];
    const take = (of: string, isAhead = false): Promise<void> =>
      turns({ of, isAhead }, () => {
        begun.push(of);
        return new Promise((resolve) => ends.push(resolve));
      });
    const refused = (work: Promise<void>): Promise<unknown> =>
      work.catch((error: unknown) => error);
    const all = [take("a"), take("a"), take("a"), take("a")];
    expect(await refused(take("a"))).to.include({ fault: "throttled", seconds: 5 });
    all.push(take("b"));
    expect(await refused(take("c"))).to.include({ fault: "throttled" });
    all.push(take("known", true), take("known", true));
    expect(await refused(take("known", true))).to.include({ fault: "throttled" });
    expect(begun).to.deep.equal(["a", "a"]);
    while (ends.length > 0) {
      ends.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(all);
    expect(begun).to.deep.equal(["a", "a", "known", "known", "a", "a", "b"]);
  });
});
