import { openLmdbStore } from "../../src/store/lmdb-store.ts";
import { StoreAwayError } from "../../src/store/store.ts";

/**
 * A process whose disk becomes full: it fills an LMDB store until a commit fails, and some more.
 * It prints how many commits were answered, how many found the store away, and how many are kept.
 */
const [path = ""] = process.argv.slice(2);
const store = await openLmdbStore({ path, durable: true });
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
const members = await store.scan("members", { limit: 100_000 });
const followers = await store.scan("followers", { limit: 100_000 });
console.log(JSON.stringify({ done, away, members: members.length, followers: followers.length }));
