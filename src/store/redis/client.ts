import { Cluster, Redis, type ClusterOptions, type CommonRedisOptions } from "ioredis";
import type { RedisTarget } from "./url.ts";

/** A client of one Redis, or of a Cluster; the commands are the same. */
export type RedisClient = Redis | Cluster;

// A command that is not answered within this time fails, and its connection is closed: over a dead
// connection the network may report nothing for a quarter of an hour.
const answersWithinMs = 1_000;

type Manner = Omit<CommonRedisOptions, "replyMapping">;

const common: Manner = {
  connectionName: "enterprise-assistant",
  connectTimeout: 2_000,
  socketTimeout: answersWithinMs,
  maxLoadingRetryTime: 500,
  // Proxies and older servers know no RESP3, and nothing here needs it.
  protocol: 2,
  // After a failover the old master may still answer, as a replica.
  reconnectOnError: (error) => error.message.includes("READONLY"),
};

/**
 * Makes the client of the request path: while Redis is away, or not ready, a command fails at
 * once and is never sent twice; when Redis is back the client is too.
 */
export function createRequestClient(target: RedisTarget): RedisClient {
  const once: Manner = { ...common, maxRetriesPerRequest: 0 };
  if (target.kind !== "cluster") {
    return createSingle(target, { ...once, enableOfflineQueue: false });
  }
  return createCluster(target, once, {
    enableOfflineQueue: false,
    // The caller decides whether to wait for a failover and try again.
    retryDelayOnFailover: 0,
    retryDelayOnClusterDown: 0,
    maxRedirections: 4,
  });
}

/** Makes the client of a subscriber: it waits for Redis for as long as that takes. */
export function createUrlClient(target: RedisTarget): RedisClient {
  const examined: Manner = { ...common, maxRetriesPerRequest: null };
  return target.kind === "cluster"
    ? createCluster(target, examined, {})
    : createSingle(target, examined);
}

function createSingle(target: RedisTarget, options: Manner): Redis {
  const [node] = target.nodes;
  const place =
    target.kind === "sentinel"
      ? {
          sentinels: [...target.nodes],
          ...(target.master === undefined ? {} : { name: target.master }),
          sentinelRetryStrategy: soon,
        }
      : { ...node, ...(target.tls ? { tls: {} } : {}) };
  return new Redis({
    ...options,
    ...loginOf(target),
    ...place,
    db: target.db,
    retryStrategy: soon,
  });
}

function createCluster(
  target: RedisTarget,
  redisOptions: Manner,
  options: ClusterOptions,
): Cluster {
  return new Cluster([...target.nodes], {
    ...options,
    clusterRetryStrategy: soon,
    clusterNodeRetryStrategy: soon,
    redisOptions: { ...redisOptions, ...loginOf(target), ...(target.tls ? { tls: {} } : {}) },
    // Certificates name hosts, not the addresses that they resolve to.
    ...(target.tls ? { dnsLookup: asWritten } : {}),
  });
}

function loginOf({ username, password }: RedisTarget): Manner {
  return { username, password };
}

function soon(attempt: number): number {
  return Math.min(50 * attempt, 500);
}

const asWritten: NonNullable<ClusterOptions["dnsLookup"]> = (host, found) => {
  found(null, host);
};
