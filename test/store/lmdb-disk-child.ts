import { writeSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { openLmdbStore } from "../../src/store/lmdb-store.ts";

/** Commits one thing after another, and prints a line before each commit and after its answer. */
const [path = "", commits = "0"] = process.argv.slice(2);
const store = await openLmdbStore({ path, durable: true });
for (let turn = 1; turn <= Number(commits); turn += 1) {
  // What the disk has to do with the last one is over by then.
  await setTimeout(30);
  writeSync(1, `asked ${turn}\n`);
  const puts = [{ key: "settings", value: turn }];
  await store.commit({ checks: [], puts, deletes: [], adds: [] });
  writeSync(1, `answered ${turn}\n`);
}
await store.close();
