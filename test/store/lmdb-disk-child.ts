import { setTimeout } from "node:timers/promises";
import { collections } from "../../src/records/kinds.ts";
import { openLmdbStore } from "../../src/store/lmdb-store.ts";

/** Commits one thing after another, and prints for each how long (ms) its answer took. */
const [path = "", commits = "0"] = process.argv.slice(2);
const store = await openLmdbStore({ collections, path, durable: true });
for (let turn = 1; turn <= Number(commits); turn += 1) {
  // What the disk has to do with the last one is over by then.
  await setTimeout(200);
  const asked = performance.now();
  await store.commit({
    checks: [],
    puts: [{ key: "settings", value: turn }],
    deletes: [],
    adds: [],
  });
  console.log(performance.now() - asked);
}
await store.close();
