import { createMemo } from "./memo.ts";
import { clearRedis } from "./redis/clear.ts";
import { commitArguments, readCommitted } from "./redis/commit.ts";
import { connectRedis } from "./redis/connection.ts";
import { riskOf } from "./redis/durability.ts";
import { redisKeysOf, type RedisKeys } from "./redis/keys.ts";
import { redisEntryOf } from "./redis/record.ts";
import { createRedisRequests, type RedisRequests } from "./redis/requests.ts";
import { readRedis, scanRedis } from "./redis/scan.ts";
import { commitScript, historyScript } from "./redis/scripts.ts";
import { parseRedisUrl } from "./redis/url.ts";
import { createRedisWatch } from "./redis/watch.ts";
import { refuseUnscanned, refuseBadChange, refuseBadFresh, refuseBadKey } from "./rules.ts";
import { readyChange, type Collections, type Durability, type Store } from "./store.ts";

/** Which Redis keeps an account, and who hears about its troubles. */
export type RedisOptions = {
  readonly collections: Collections;
  /** See `parseRedisUrl` for its forms. */
  readonly url: string;
  /** Accounts in one Redis do not see each other. */
  readonly account: string;
  /** `required` refuses a Redis that may lose what it confirms, or does not say. */
  readonly durability?: Durability;
  readonly warn: (line: string) => void;
};

/**
 * Opens a store in Redis 6.2 or later: one machine, Sentinels or a Cluster. While Redis is away
 * every call fails within a second; when it is back the store is too. Throws one line when Redis
 * cannot be reached at all, or is not as durable as it must be.
 */
export async function openRedisStore(options: RedisOptions): Promise<Store> {
  const { collections, url, account, durability = "unchecked", warn } = options;
  const target = parseRedisUrl(url);
  const { label } = target;
  const keys = redisKeysOf(account);
  const connection = await connectRedis(target, warn);
  const requests = createRedisRequests(connection, label);
  let history = await orClosed(requests, async () => {
    await probe(requests, keys, label);
    await refuseRisk(requests, label, { durability, warn });
    return readHistory(await requests.run(historyScript, [keys.commit], []));
  });
  const learn = (other: string): void => {
    history = other;
  };
  const remembering = createMemo(redisEntryOf);
  const watching = createRedisWatch(target, keys.channel);
  const commit: Store["commit"] = async (change) => {
    refuseBadChange(change);
    const { KEYS, ARGV } = commitArguments(change, keys, collections);
    return readCommitted(await requests.run(commitScript, KEYS, ARGV), change, learn);
  };
  return {
    label,
    collections,
    async read(wanted) {
      for (const key of wanted) refuseBadKey(key);
      return readRedis(requests, keys, wanted, remembering);
    },
    async scan(collection, page) {
      refuseUnscanned(collection, collections);
      return scanRedis(requests, keys, collection, page);
    },
    commit,
    async clear(cleared, fresh = { puts: [], counts: [] }) {
      refuseBadFresh(fresh);
      await clearRedis({ requests, keys, collections }, cleared, fresh);
    },
    watch: watching.watch,
    history: () => history,
    async ping() {
      await commit(readyChange);
    },
    async whyNotDurable() {
      return (await riskOf(requests, label))?.line;
    },
    async close() {
      watching.close();
      await requests.close();
    },
  };
}

async function orClosed<T>(requests: RedisRequests, look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch (error) {
    await requests.close();
    throw error;
  }
}

function readHistory(said: unknown): string {
  return typeof said === "string" ? said : "";
}

async function probe(requests: RedisRequests, keys: RedisKeys, label: string): Promise<void> {
  try {
    await requests.ask((client) => client.exists(keys.commit));
  } catch (error) {
    const reason = error instanceof Error ? error.message : label;
    const advice = reason.includes("MOVED ")
      ? "; it is part of a Cluster: give several of its nodes, comma separated"
      : "";
    throw new Error(reason + advice, { cause: error });
  }
}

async function refuseRisk(
  requests: RedisRequests,
  label: string,
  { durability, warn }: Required<Pick<RedisOptions, "durability" | "warn">>,
): Promise<void> {
  const risk = await riskOf(requests, label);
  if (risk === undefined) return;
  if (durability === "required") {
    throw new Error(`${risk.line}, or set REDIS_DURABILITY=unchecked and ${risk.otherwise}`);
  }
  if (risk.isKnown) warn(risk.line);
}
