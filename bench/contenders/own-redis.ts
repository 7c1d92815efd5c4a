import { Redis } from "ioredis";
import { startRedis } from "../../test/support/redis.ts";

/** A Redis that belongs to this run. */
export type OwnRedis = {
  readonly url: string;
  readonly pid: number;
  readonly stop: () => Promise<void>;
};

/** Starts a Redis of the same kind for every contender: append-only file, synced every second. */
export async function startOwnRedis(): Promise<OwnRedis> {
  // Rewriting the file forks, which would fall into somebody's round.
  const more = ["--appendfsync", "everysec", "--auto-aof-rewrite-percentage", "0"];
  const redis = await startRedis({ appendonly: true, more });
  const client = new Redis(redis.url);
  const pid = Number(/process_id:(\d+)/.exec(await client.info("server"))?.[1] ?? 0);
  client.disconnect();
  return { url: redis.url, pid, stop: () => redis.stop() };
}
