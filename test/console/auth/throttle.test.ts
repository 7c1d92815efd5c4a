import { expect } from "chai";
import {
  countTry,
  forgetTries,
  liftWaits,
  type Trier,
} from "../../../src/console/auth/throttle.ts";
import type { Store } from "../../../src/store/store.ts";
import { upTo } from "../../support/assistant-on-store.ts";
import { describeOnEachEngine } from "../../support/engines.ts";

describeOnEachEngine("tries at a password", (open) => {
  const start = Date.now();

  it("wait 1 s after the fifth, then twice as long each time, 15 minutes at most", async () => {
    const [store] = await open();
    let now = start;
    const waits: number[] = [];
    for (const _ of upTo(20)) {
      const from = now;
      while (!(await isLetIn(store, of("admin", "10.0.0.1"), now))) now += 1_000;
      waits.push((now - from) / 1_000);
    }
    expect(waits).to.deep.equal([
      0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900, 900,
    ]);
  });

  it("are at most 100 in 12 hours for a name, from however many addresses", async () => {
    const [store] = await open();
    let letIn = 0;
    // Half a day of somebody who tries every ten seconds, from 500 addresses.
    for (let second = 0; second < 43_200; second += 10) {
      const address = `10.0.${second % 2}.${second % 250}`;
      if (await isLetIn(store, of("admin", address), start + second * 1_000)) letIn += 1;
    }
    expect(letIn).to.be.within(50, 100);
    // A browser that is known by that name, and another name, are not held up by it.
    const now = start + 43_200_000;
    expect(await isLetIn(store, of("admin", "10.9.9.9"), now - 1)).to.equal(false);
    expect(await isLetIn(store, { name: "admin", browser: "b" }, now)).to.equal(true);
    expect(await isLetIn(store, of("admin2", "10.0.0.1"), now)).to.equal(true);
  });

  it("are counted by name and address together: who tries other names holds up nobody", async () => {
    const [store] = await open();
    const results = await Promise.all(
      upTo(150).map((index) => isLetIn(store, of(`name-${index}`, "10.0.0.9"), start)),
    );
    expect(results.every(Boolean)).to.equal(true);
    for (const _ of upTo(6)) await isLetIn(store, of("admin", "10.0.0.9"), start);
    expect(await isLetIn(store, of("admin", "10.0.0.9"), start)).to.equal(false);
    expect(await isLetIn(store, of("admin", "10.0.0.10"), start)).to.equal(true);
  });

  it("are counted one by one when many come at once over two connections", async () => {
    const stores = await open();
    const results = await Promise.all(
      upTo(50).map((index) =>
        isLetIn(stores[index % 2] ?? stores[0], of("admin", "10.0.0.1"), start),
      ),
    );
    expect(results.filter(Boolean)).to.have.lengthOf(5);
  });

  it("are forgotten with the right password, but not those of other strangers", async () => {
    const [store] = await open();
    for (const index of upTo(19)) await countTry(store, of("admin", `10.0.0.${index}`), start);
    // Whoever knows it uses up nobody's tries, however often.
    for (const _ of upTo(30)) {
      await countTry(store, of("admin", "10.1.1.1"), start);
      await forgetTries(store, of("admin", "10.1.1.1"), start);
    }
    expect(await isLetIn(store, of("admin", "10.2.2.2"), start)).to.equal(true);
    expect(await isLetIn(store, of("admin", "10.2.2.3"), start)).to.equal(false);
  });

  it("wait for no longer than 15 minutes when a clock is set back, and nothing is forgotten before", async () => {
    const [store] = await open();
    for (const _ of upTo(30)) await isLetIn(store, of("admin", "10.0.0.1"), start);
    expect(await isLetIn(store, of("admin", "10.0.0.1"), start - 10_000)).to.equal(false);
    expect(await isLetIn(store, of("admin", "10.0.0.1"), start - 86_400_000)).to.equal(true);
  });

  it("are free again when somebody lifts the waits, of a name or of all", async () => {
    const [store, other] = await open();
    const names = ["admin", "admin/x", "adm", "管理员"];
    for (const name of names) {
      for (const _ of upTo(5)) await countTry(store, of(name, "10.0.0.1"), start);
    }
    expect(await liftWaits(other, "adm", start)).to.deep.equal({ names: ["adm"], waits: 1 });
    expect(await liftWaits(other, "adm", start)).to.deep.equal({ names: [], waits: 0 });
    const letIn = names.map((name) => isLetIn(store, of(name, "10.0.0.1"), start));
    expect(await Promise.all(letIn)).to.deep.equal([false, false, true, false]);
    const { names: lifted, waits } = await liftWaits(other, undefined, start);
    expect([...lifted].sort()).to.deep.equal(["admin", "admin/x", "管理员"]);
    expect(waits).to.equal(3);
    expect(await isLetIn(store, of("admin", "10.0.0.1"), start)).to.equal(true);
  });
});

const of = (name: string, network: string): Trier => ({ name, network });

async function isLetIn(store: Store, trier: Trier, now: number): Promise<boolean> {
  try {
    await countTry(store, trier, now);
    return true;
  } catch {
    return false;
  }
}
