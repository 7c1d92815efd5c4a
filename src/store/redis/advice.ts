import type { RedisClient } from "./client.ts";

const advised = [
  {
    setting: "maxmemory-policy",
    good: "noeviction",
    danger: "throws away what is kept when its memory is full",
  },
  {
    setting: "appendonly",
    good: "yes",
    danger: "forgets what it was told since its last snapshot",
  },
] as const;

/** Says what in Redis's configuration puts at risk what is kept. Silent where it may not ask. */
export async function adviseOnRedis(
  client: RedisClient,
  label: string,
  warn: (line: string) => void,
): Promise<void> {
  for (const { setting, good, danger } of advised) {
    const answer: unknown = await client.config("GET", setting).catch(() => undefined);
    const value: unknown = Array.isArray(answer) ? answer[1] : undefined;
    if (typeof value !== "string" || value === good) continue;
    warn(`${label} ${danger} (${setting} is ${value}); set ${setting} to ${good}`);
  }
}
