import { collections } from "../../src/records/kinds.ts";
import { openLmdbStore } from "../../src/store/lmdb-store.ts";
import { StoreAwayError } from "../../src/store/store.ts";

/**
 * A process whose disk becomes full: it fills an LMDB store until a commit fails, and some more.
 * It prints how many commits were answered, how many found the store away, what became of a world
 * that was to take the place of all that, and how much is kept.
 */
const [path = ""] = process.argv.slice(2);
const store = await openLmdbStore({ collections, path, durable: true });
const pair = (turn: number) => [`members/${turn}`, `followers/${turn}`];
let done = 0;
let away = 0;

for (let turn = 0; away < 20 && turn < 10_000; turn += 1) {
  const puts = pair(turn).map((key) => ({ key, value: "x".repeat(20_000) }));
  try {
    await store.commit({ checks: [], puts, deletes: [], adds: [] });
    done += 1;
  } catch (error) {
    if (!(error instanceof StoreAwayError)) throw error;
    away += 1;
  }
}
// A world that finds no room beside the one whose place it is to take.
const puts = Array.from({ length: 1_000 }, (_, id) => ({
  key: `members/new-${id}`,
  value: "x".repeat(20_000),
}));
const replaced = await store.clear(["members", "followers"], { puts, counts: [] }).then(
  () => "done",
  (error: unknown) => (error instanceof StoreAwayError ? "away" : String(error)),
);
const members = await store.scan("members", { limit: 100_000 });
const followers = await store.scan("followers", { limit: 100_000 });
console.log(
  JSON.stringify({ done, away, replaced, members: members.length, followers: followers.length }),
);
