import { createHints, type Hints } from "../hints.ts";
import { createUrlClient, type RedisClient } from "./client.ts";
import type { RedisTarget } from "./url.ts";

/**
 * Makes the watchers of a Redis: they hear what all processes publish, over one further connection
 * that the first watcher opens. Hints are lost while that connection is down.
 */
export function createRedisWatch(
  target: RedisTarget,
  channel: string,
): { readonly watch: Hints["watch"]; close(): void } {
  const hints = createHints();
  let subscriber: RedisClient | undefined;
  let isClosed = false;
  const subscribe = (): RedisClient => {
    const client = createUrlClient(target);
    client.on("error", () => undefined);
    client.on("message", (_channel: string, touched: string) => {
      hints.tell(touched.split(","));
    });
    // A user who may not subscribe works without hints.
    client.subscribe(channel).catch(() => undefined);
    return client;
  };
  return {
    watch(heard) {
      if (!isClosed) subscriber ??= subscribe();
      return hints.watch(heard);
    },
    close() {
      isClosed = true;
      subscriber?.disconnect();
    },
  };
}
