import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { collections } from "../records/kinds.ts";
import { openLmdbStore } from "../store/lmdb-store.ts";
import type { Store } from "../store/store.ts";

/** Opens an empty store that does not wait for the disk. It leaves nothing behind when it is closed. */
export async function openTemporaryStore(): Promise<Store> {
  const path = await mkdtemp(join(tmpdir(), "world-"));
  const store = await openLmdbStore({ collections, path, durable: false });
  return {
    ...store,
    async close() {
      await store.close();
      await rm(path, { recursive: true, force: true });
    },
  };
}
