import { expect } from "chai";
import * as fc from "fast-check";
import type { Change, Committed, Json, Key, Store } from "../../src/store/store.ts";
import { idsOf } from "./changes.ts";

/** Describes that a store does what a map would do, over random changes. */
export function describeModel(store: () => Store): void {
  describe("a map as its model", () => {
    it("agrees on every answer and on all that is kept, over random changes", async function () {
      this.timeout(60_000);
      await fc.assert(
        fc.asyncProperty(fc.array(steps, { maxLength: 25 }), async (walk) => {
          await store().clear(["members", "counters", "settings"]);
          const model = createModel();
          for (const step of walk) {
            const change = changeOf(step, await versionsOf(store()));
            expect(await store().commit(change)).to.deep.equal(model.commit(change, step.checks));
            expect(await contentsOf(store())).to.deep.equal(model.contents());
            expect(await idsOf(store(), "members")).to.deep.equal(model.ids());
          }
        }),
        { numRuns: 40 },
      );
    });
  });
}

const recordKeys = ["members/a", "members/a/b", "members/张", "members/😀", "settings"] as const;
const counterKeys = ["counters/a", "counters/b"] as const;
const checkedKeys = [...recordKeys, "codes/none"] as const;

/** `right`: the version it has; `wrong`: one that it had, or never had; `absent`: none. */
type Check = { readonly key: Key; readonly guess: "right" | "wrong" | "absent" };
type Step = Omit<Change, "checks" | "puts" | "deletes"> & {
  readonly checks: readonly Check[];
  readonly writes: readonly { readonly key: Key; readonly value: number | undefined }[];
};

const steps: fc.Arbitrary<Step> = fc.record({
  checks: fc.array(
    fc.record({
      key: fc.constantFrom(...checkedKeys),
      guess: fc.constantFrom(
        "right" as const,
        "right" as const,
        "right" as const,
        "wrong" as const,
        "absent" as const,
      ),
    }),
    { maxLength: 3 },
  ),
  writes: fc.uniqueArray(
    fc.record({
      key: fc.constantFrom(...recordKeys),
      value: fc.option(fc.nat(9), { nil: undefined, freq: 2 }),
    }),
    { selector: ({ key }) => key, maxLength: 4 },
  ),
  adds: fc.uniqueArray(
    fc.record({
      key: fc.constantFrom(...counterKeys),
      by: fc.integer({ min: -3, max: 3 }),
      max: fc.option(fc.nat(4), { nil: undefined }),
    }),
    { selector: ({ key }) => key, maxLength: 2 },
  ),
});

function changeOf(step: Step, versions: ReadonlyMap<Key, string>): Change {
  const guessed = step.checks.map(({ key, guess }) => {
    const right = versions.get(key) ?? "";
    return { key, version: guess === "right" ? right : guess === "absent" ? "" : "999999999" };
  });
  return {
    // A change that adds carries a check.
    checks: [...guessed, { key: "codes/none", version: "" }],
    puts: step.writes.flatMap(({ key, value }) => (value === undefined ? [] : [{ key, value }])),
    deletes: step.writes.flatMap(({ key, value }) => (value === undefined ? [key] : [])),
    adds: step.adds,
  };
}

function createModel() {
  const kept = new Map<Key, Json>();
  const isRight = ({ key, guess }: Check): boolean =>
    guess === "right" || (guess === "absent" && !kept.has(key));
  return {
    commit({ puts, deletes, adds }: Change, checks: readonly Check[]): Committed {
      if (!checks.every(isRight)) return "stale";
      for (const { key, by, max = Infinity } of adds) {
        if (by >= 0 && Number(kept.get(key) ?? 0) + by > max) return { full: key };
      }
      for (const { key, by } of adds) {
        if (by !== 0) kept.set(key, Number(kept.get(key) ?? 0) + by);
      }
      for (const { key, value } of puts) kept.set(key, value);
      for (const key of deletes) kept.delete(key);
      return "done";
    },
    contents: () => [...recordKeys, ...counterKeys].map((key) => kept.get(key)),
    ids: () =>
      recordKeys.flatMap((key) =>
        key.startsWith("members/") && kept.has(key) ? [key.slice(8)] : [],
      ),
  };
}

async function contentsOf(store: Store): Promise<readonly (Json | undefined)[]> {
  const entries = await store.read([...recordKeys, ...counterKeys]);
  return entries.map(({ value }) => value);
}

async function versionsOf(store: Store): Promise<ReadonlyMap<Key, string>> {
  const entries = await store.read(checkedKeys);
  return new Map(entries.map(({ key, version }) => [key, version]));
}
