import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { collections } from "../../src/records/kinds.ts";
import { openLmdbStore } from "../../src/store/lmdb-store.ts";
import { describeStore } from "./contract.ts";

const directory = mkdtempSync(join(tmpdir(), "lmdb-"));
let stores = 0;

for (const durable of [true, false]) {
  describeStore(`LMDB, ${durable ? "durable" : "made in passing"}`, () => {
    stores += 1;
    const path = join(directory, `store.${stores}`);
    return openLmdbStore({ collections, path, durable, tidyEveryMs: 20 });
  });
}

after(() => {
  rmSync(directory, { recursive: true, force: true });
});
