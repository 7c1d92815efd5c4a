import type { Config } from "../config.ts";
import { checkShapes } from "../records/fresh.ts";
import { collections } from "../records/kinds.ts";
import { openStore } from "../store/open-store.ts";
import type { Store } from "../store/store.ts";

/**
 * Opens the store that the configuration names, and makes sure that this version can read it,
 * after `prepare` has had its turn. Throws one line that says what is in the way.
 */
export async function openAccountStore(
  {
    redisUrl,
    redisDurability,
    dataDir,
    wechat,
  }: Pick<Config, "redisUrl" | "redisDurability" | "dataDir" | "wechat">,
  warn: (line: string) => void,
  prepare: (store: Store) => Promise<void> = () => Promise.resolve(),
): Promise<Store> {
  const account = wechat.corpId;
  const store = await openStore({ collections, redisUrl, redisDurability, dataDir, account, warn });
  try {
    await prepare(store);
    await checkShapes(store);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}
