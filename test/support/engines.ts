import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { collections } from "../../src/records/kinds.ts";
import { openLmdbStore } from "../../src/store/lmdb-store.ts";
import { openRedisStore } from "../../src/store/redis-store.ts";
import type { Store } from "../../src/store/store.ts";
import { describeWithRedis, startRedis, type RunningRedis } from "./redis.ts";

/** One empty account, seen over two connections, as two processes would have it. */
export type TwoStores = readonly [Store, Store];

/**
 * Describes the same on both engines, on LMDB without waiting for the disk. `open` makes an account
 * of its own each time; what it opened is closed when the suite ends.
 */
export function describeOnEachEngine(
  title: string,
  suite: (open: () => Promise<TwoStores>) => void,
): void {
  describeOnLmdb(`${title}, on LMDB`, suite);
  describeOnRedis(`${title}, on Redis`, suite);
}

/** Describes what either engine would do for, on the one that needs no server. */
export function describeOnLmdb(
  title: string,
  suite: (open: () => Promise<TwoStores>) => void,
): void {
  describe(title, () => {
    const { opened, directory } = tidiedAway();
    suite(async () => {
      const path = directory();
      const open = (): Promise<Store> => openLmdbStore({ collections, path, durable: false });
      return opened([await open(), await open()]);
    });
  });
}

/** Describes what needs two connections to one real Redis, or leaves it out. */
export function describeOnRedis(
  title: string,
  suite: (open: () => Promise<TwoStores>, redis: () => RunningRedis) => void,
): void {
  describeWithRedis(title, () => {
    let redis: RunningRedis | undefined;
    let accounts = 0;
    const running = (): RunningRedis => {
      if (redis === undefined) throw new Error("Redis runs from `before` to `after`");
      return redis;
    };
    const { opened } = tidiedAway();
    before(async () => {
      redis = await startRedis();
    });
    after(() => redis?.stop());
    suite(async () => {
      accounts += 1;
      const { url } = running();
      const open = (): Promise<Store> =>
        openRedisStore({ collections, url, account: `account-${accounts}`, warn: () => undefined });
      return opened([await open(), await open()]);
    }, running);
  });
}

// Mocha runs the `after`s of a suite in the order in which they were asked for.
function tidiedAway() {
  const stores: Store[] = [];
  const directories: string[] = [];
  after(async () => {
    await Promise.all(stores.map((store) => store.close()));
    for (const path of directories) rmSync(path, { recursive: true, force: true });
  });
  return {
    opened: (pair: TwoStores): TwoStores => {
      stores.push(...pair);
      return pair;
    },
    directory: (): string => {
      const path = mkdtempSync(join(tmpdir(), "assistant-store-"));
      directories.push(path);
      return path;
    },
  };
}
