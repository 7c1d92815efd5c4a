import { collections } from "../../src/records/kinds.ts";
import { openLmdbStore } from "../../src/store/lmdb-store.ts";

/**
 * Another process on an LMDB directory. For each commit that was answered it prints a line: the
 * version it got, and its own number. It ends after so many commits, or when it is killed.
 */
const [path = "", name = "", commits = "0"] = process.argv.slice(2);
const store = await openLmdbStore({ collections, path, durable: true });

for (let turn = 1; turn <= Number(commits);) {
  const [shared] = await store.read(["members/shared"]);
  const own = `followers/${name}-${turn}`;
  const committed = await store.commit({
    checks: [{ key: "members/shared", version: shared?.version ?? "" }],
    puts: [
      { key: "members/shared", value: Number(shared?.value ?? 0) + 1 },
      { key: own, value: `${name} `.repeat(200) },
    ],
    deletes: [],
    adds: [{ key: "counters/commits", by: 1 }],
  });
  if (committed !== "done") continue;
  const [entry] = await store.read([own]);
  process.stdout.write(`${entry?.version ?? ""} ${turn}\n`);
  turn += 1;
}
await store.close();
