import { expect } from "chai";
import { createChance } from "../../src/explore/chance.ts";
import { worldTarget } from "../../src/explore/target.ts";
import { runWalk } from "../../src/explore/run-walk.ts";
import type { WalkStep } from "../../src/explore/steps.ts";
import { makeWalk, type Ways } from "../../src/explore/walk.ts";
import type { Action } from "../../src/domain/action.ts";

const ways: Ways = { people: 5, contacts: 7, canMoveClock: true, canSet: true };
describe("a walk", () => {
  it("is the same for the same seed, and another one for another", () => {
    const walk = makeWalk(createChance(7, 1), ways);
    expect(makeWalk(createChance(7, 1), ways)).to.deep.equal(walk);
    expect(makeWalk(createChance(7, 2), ways)).not.to.deep.equal(walk);
    expect(makeWalk(createChance(8, 1), ways)).not.to.deep.equal(walk);
  });

  it("does the same each time it is made", async () => {
    const explored = await worldTarget();
    const walk = makeWalk(createChance(7, 3), ways);
    const [one, other] = [await runWalk(explored, walk), await runWalk(explored, walk)];
    expect(other.lines).to.deep.equal(one.lines);
    expect(other.steps).to.equal(one.steps).and.above(10);
  });

  it("leaves clock and settings alone where they cannot be moved", () => {
    const walks = Array.from({ length: 50 }, (_walk, nr) =>
      makeWalk(createChance(1, nr), { ...ways, canMoveClock: false, canSet: false }),
    );
    expect(walks.flat().every((step) => step.do === "act")).to.equal(true);
  });

  it("may ask again for the code of a member who has been somebody else's since", async () => {
    const explored = await worldTarget();
    const at = (to: string): number => explored.contacts.findIndex((contact) => contact.to === to);
    const who = (name: string): number => explored.people.findIndex((one) => one.name === name);
    const does = (name: string, act: Action): WalkStep => {
      return { do: "act", who: who(name), what: { kind: "as-it-stands", act } };
    };
    const { lines, violation } = await runWalk(explored, [
      does("one", { action: "follow", text: "" }),
      { do: "act", who: who("one"), what: { kind: "contact", index: at("13800000003") } },
      does("wangqiang", { action: "follow", text: "" }),
      { do: "clock", to: "+10m" },
      does("one", { action: "say", text: "resend" }),
    ]);
    expect(violation).to.equal(undefined);
    expect(lines.map(({ text }) => text)).to.include("one > resend");
  });

  it("stops when the time is over", async () => {
    const explored = await worldTarget();
    const { steps, violation } = await runWalk(explored, makeWalk(createChance(1, 1), ways), 0);
    expect(steps).to.equal(0);
    expect(violation).to.equal(undefined);
  });
});

describe("chance", () => {
  it("takes what has more weight more often, and never what has none", () => {
    const chance = createChance(3);
    const taken = Array.from({ length: 1000 }, () =>
      chance.weigh([
        [3, "often"],
        [1, "seldom"],
        [0, "never"],
      ]),
    );
    const count = (name: string): number => taken.filter((one) => one === name).length;
    expect(count("often")).to.be.within(650, 850);
    expect(count("never")).to.equal(0);
  });
});
