import type { RedisClient } from "./client.ts";

/**
 * Says what in Redis's configuration puts at risk what is kept. Silent where it may not ask, as on
 * a managed Redis: nothing is known there.
 */
export async function adviseOnRedis(
  client: RedisClient,
  label: string,
  warn: (line: string) => void,
): Promise<void> {
  const told = async (setting: string): Promise<string | undefined> => {
    const answer: unknown = await client.config("GET", setting).catch(() => undefined);
    const value: unknown = Array.isArray(answer) ? answer[1] : undefined;
    return typeof value === "string" ? value : undefined;
  };
  const policy = await told("maxmemory-policy");
  if (policy !== undefined && policy !== "noeviction") {
    warn(
      `${label} throws away what is kept when its memory is full (maxmemory-policy is ${policy}); set maxmemory-policy to noeviction`,
    );
  }
  const log = await told("appendonly");
  if (log === "no") {
    warn(
      `${label} forgets what it was told since its last snapshot (appendonly is no); set appendonly to yes and appendfsync to always`,
    );
  }
  // How a log is written says nothing while there is none, or when nobody knows.
  const fsync = log === "yes" ? await told("appendfsync") : undefined;
  if (fsync !== undefined && fsync !== "always") {
    warn(
      `${label} may forget the last seconds of what it confirmed when it is killed or its machine stops (appendfsync is ${fsync}); set appendfsync to always`,
    );
  }
}
