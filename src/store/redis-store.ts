import { createMemo } from "./memo.ts";
import { adviseOnRedis } from "./redis/advice.ts";
import { clearRedis } from "./redis/clear.ts";
import { commitArguments, readCommitted } from "./redis/commit.ts";
import { connectRedis } from "./redis/connection.ts";
import { redisKeysOf, type RedisKeys } from "./redis/keys.ts";
import { entryOf } from "./redis/record.ts";
import { createRedisRequests, type RedisRequests } from "./redis/requests.ts";
import { readRedis, scanRedis } from "./redis/scan.ts";
import { commitScript } from "./redis/scripts.ts";
import { parseRedisUrl } from "./redis/url.ts";
import { createRedisWatch } from "./redis/watch.ts";
import {
  refuseUnscanned,
  refuseUnsoundChange,
  refuseUnsoundFresh,
  refuseUnsoundKey,
} from "./sound.ts";
import type { Store } from "./store.ts";

/** Which Redis keeps an account, and who hears about its troubles. */
export type RedisOptions = {
  /** See `parseRedisUrl` for its forms. */
  readonly url: string;
  /** Accounts in one Redis do not see each other. */
  readonly account: string;
  readonly warn: (line: string) => void;
};

/**
 * Opens a store in Redis 6.2 or later: one machine, Sentinels or a Cluster. While Redis is away
 * every call fails within a second; when it is back the store is too. Throws one line when Redis
 * cannot be reached at all.
 */
export async function openRedisStore({ url, account, warn }: RedisOptions): Promise<Store> {
  const target = parseRedisUrl(url);
  const { label } = target;
  const keys = redisKeysOf(account);
  const connection = await connectRedis(target, warn);
  const requests = createRedisRequests(connection, label);
  await probe(requests, keys, label);
  const remembering = createMemo(entryOf);
  const watching = createRedisWatch(target, keys.channel);
  await adviseOnRedis(connection.client, label, warn);
  const commit: Store["commit"] = async (change) => {
    refuseUnsoundChange(change);
    const { KEYS, ARGV } = commitArguments(change, keys);
    return readCommitted(await requests.run(commitScript, KEYS, ARGV), change);
  };
  return {
    label,
    async read(wanted) {
      for (const key of wanted) refuseUnsoundKey(key);
      return readRedis(requests, keys, wanted, remembering);
    },
    async scan(collection, page) {
      refuseUnscanned(collection);
      return scanRedis(requests, keys, collection, page);
    },
    commit,
    async clear(collections, fresh = { puts: [], counts: [] }) {
      refuseUnsoundFresh(fresh);
      await clearRedis(requests, keys, collections, fresh);
    },
    watch: watching.watch,
    async ping() {
      await commit({ checks: [], puts: [{ key: "ready", value: true }], deletes: [], adds: [] });
    },
    async close() {
      watching.close();
      await requests.close();
    },
  };
}

async function probe(requests: RedisRequests, keys: RedisKeys, label: string): Promise<void> {
  try {
    await requests.ask((client) => client.exists(keys.commit));
  } catch (error) {
    await requests.close();
    const reason = error instanceof Error ? error.message : label;
    const advice = reason.includes("MOVED ")
      ? "; it is part of a Cluster: give several of its nodes, comma separated"
      : "";
    throw new Error(reason + advice, { cause: error });
  }
}
