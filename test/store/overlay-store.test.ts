import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import * as fc from "fast-check";
import { collections } from "../../src/records/kinds.ts";
import { openLmdbStore } from "../../src/store/lmdb-store.ts";
import { createOverlayStore } from "../../src/store/overlay-store.ts";
import type { Change, Entry, Page, Store } from "../../src/store/store.ts";
import { change, idsOf, valueOf } from "./changes.ts";
import { describeStore } from "./contract.ts";

const directory = mkdtempSync(join(tmpdir(), "overlay-"));
let stores = 0;

function open(): Promise<Store> {
  stores += 1;
  const path = join(directory, `store.${stores}`);
  return openLmdbStore({ collections, path, durable: false, tidyEveryMs: 20 });
}

after(() => {
  rmSync(directory, { recursive: true, force: true });
});

describeStore("an overlay over an empty store", async () =>
  createOverlayStore(await open(), await open()),
);

describe("an overlay over a store", () => {
  let base: Store;
  let overlay: Store;
  beforeEach(async () => {
    base = await open();
    await base.commit({
      checks: [{ key: "none", version: "" }],
      puts: ["a", "b", "c"].map((id) => ({ key: `members/${id}`, value: id })),
      deletes: [],
      adds: [{ key: "counters/one", by: 5 }],
    });
    overlay = createOverlayStore(base, await open());
  });
  afterEach(async () => {
    await overlay.close();
    await base.close();
  });

  it("reads what is below, and its own changes over it; the store below never changes", async () => {
    const kept = () =>
      base.read(["members/a", "members/b", "members/c", "members/d", "counters/one"]);
    const before = await kept();
    await overlay.commit({
      checks: [{ key: "none", version: "" }],
      puts: [
        { key: "members/b", value: "B" },
        { key: "members/d", value: "D" },
      ],
      deletes: ["members/c"],
      adds: [{ key: "counters/one", by: 2 }],
    });
    const [, b, c, d, one] = await overlay.read(before.map(({ key }) => key));
    expect([b?.value, c?.value, d?.value, one?.value]).to.deep.equal(["B", undefined, "D", 7]);
    expect(await idsOf(overlay, "members")).to.deep.equal(["a", "b", "d"]);
    expect(await kept()).to.deep.equal(before);
  });

  it("checks versions of both: a version from below is no version any more once it was written over", async () => {
    const [below] = await overlay.read(["members/a"]);
    const checks = [{ key: "members/a", version: below?.version ?? "" }];
    const puts = [{ key: "members/a", value: 1 }];
    expect(await overlay.commit(change({ checks, puts }))).to.equal("done");
    expect(await overlay.commit(change({ checks, puts }))).to.equal("stale");
    await overlay.commit(change({ deletes: ["members/a"] }));
    expect(await overlay.commit(change({ checks, puts }))).to.equal("stale");
    const gone = [{ key: "members/a", version: "" }];
    expect(await overlay.commit(change({ checks: gone, puts }))).to.equal("done");
    expect(await valueOf(base, "members/a")).to.equal("a");
  });

  it("is stale when somebody wrote below since the read", async () => {
    const [read] = await overlay.read(["members/a"]);
    await base.commit(change({ puts: [{ key: "members/a", value: "newer" }] }));
    const checks = [{ key: "members/a", version: read?.version ?? "" }];
    expect(await overlay.commit(change({ checks }))).to.equal("stale");
  });

  it("counts on from below, and no further than the max of both", async () => {
    const add = (by: number, max: number) =>
      overlay.commit(
        change({
          checks: [{ key: "none", version: "" }],
          adds: [{ key: "counters/one", by, max }],
        }),
      );
    expect(await add(1, 5)).to.deep.equal({ full: "counters/one" });
    expect(await add(1, 6)).to.equal("done");
    expect(await add(1, 6)).to.deep.equal({ full: "counters/one" });
    expect(await add(0, 5)).to.deep.equal({ full: "counters/one" });
    expect(await valueOf(overlay, "counters/one")).to.equal(6);
    expect(await valueOf(base, "counters/one")).to.equal(5);
  });

  it("agrees with one store on all that is read and scanned, wherever the changes were made", async function () {
    this.timeout(60_000);
    const ids = Array.from(
      { length: 12 },
      (_, at) => `members/${String.fromCodePoint(0x61 + at)}${at % 3 === 0 ? "😀" : "ｅ"}`,
    );
    const counters = ["counters/a", "counters/b"];
    const step = fc.record({
      puts: fc.uniqueArray(fc.record({ key: fc.constantFrom(...ids), value: fc.nat(9) }), {
        selector: ({ key }) => key,
        maxLength: 4,
      }),
      deletes: fc.uniqueArray(fc.constantFrom(...ids), { maxLength: 3 }),
      adds: fc.uniqueArray(
        fc.record({
          key: fc.constantFrom(...counters),
          by: fc.integer({ min: -3, max: 5 }),
          max: fc.option(fc.nat(8), { nil: undefined }),
        }),
        { selector: ({ key }) => key, maxLength: 2 },
      ),
    });
    const page = fc.record({
      limit: fc.integer({ min: 0, max: 6 }),
      after: fc.option(fc.constantFrom(...ids), { nil: undefined }),
      reverse: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 6 }),
        fc.array(step, { maxLength: 6 }),
        fc.array(page, { minLength: 1, maxLength: 4 }),
        async (below, above, pages) => {
          const [single, under] = [await open(), await open()];
          for (const each of below) await both(single, under, changeOf(each));
          const over = createOverlayStore(under, await open());
          for (const each of above) await both(single, over, changeOf(each));
          const keys = [...ids, ...counters];
          expect(bare(await over.read(keys))).to.deep.equal(bare(await single.read(keys)));
          for (const { limit, after, reverse } of pages) {
            const asked: Page = {
              limit,
              ...(after !== undefined && { after }),
              ...(reverse && { reverse }),
            };
            expect(bare(await over.scan("members", asked))).to.deep.equal(
              bare(await single.scan("members", asked)),
            );
          }
          for (const each of [single, over, under]) await each.close();
        },
      ),
      { numRuns: 60 },
    );
  });
});

type Step = Pick<Change, "puts" | "deletes" | "adds">;

function changeOf({ puts, deletes, adds }: Step): Change {
  const put = new Set(puts.map(({ key }) => key));
  return {
    checks: [{ key: "none", version: "" }],
    puts,
    deletes: deletes.filter((key) => !put.has(key)),
    adds,
  };
}

async function both(one: Store, other: Store, each: Change): Promise<void> {
  expect(await other.commit(each)).to.deep.equal(await one.commit(each));
}

function bare(entries: readonly Entry[]) {
  return entries.map(({ key, value }) => ({ key, value }));
}
