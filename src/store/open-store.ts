import { join } from "node:path";
import { openLmdbStore } from "./lmdb-store.ts";
import { closeFolderOfStores } from "./private.ts";
import { openRedisStore } from "./redis-store.ts";
import type { Collections, Durability, Store } from "./store.ts";

/** What the environment says about the store. */
export type StoreOptions = {
  readonly collections: Collections;
  /** Given: Redis keeps the account. */
  readonly redisUrl: string | undefined;
  readonly redisDurability: Durability;
  /** Otherwise LMDB does, in a directory of its own in here: `<dataDir>/<account>`. */
  readonly dataDir: string;
  readonly account: string;
  readonly warn: (line: string) => void;
};

/** Opens the store of one account, durable; throws one line that says what is in the way. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { collections, redisUrl, redisDurability: durability, dataDir, account, warn } = options;
  if (redisUrl !== undefined)
    return openRedisStore({ collections, url: redisUrl, account, durability, warn });
  const path = join(dataDir, directoryOf(account));
  const store = await openLmdbStore({ collections, path, durable: true, warn });
  await closeFolderOfStores(dataDir, warn);
  return store;
}

/**
 * Names an account's directory: percent-encoded, also what `encodeURIComponent` leaves but a file
 * system does not take (`..`, `*`).
 */
export function directoryOf(account: string): string {
  const encoded = encodeURIComponent(account).replace(
    /[.!~*'()]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return encoded === "" ? "%" : encoded;
}
