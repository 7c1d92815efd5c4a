import { createHints, type Hints } from "../hints.ts";
import { createUrlClient, type RedisClient } from "./client.ts";
import type { RedisTarget } from "./url.ts";

/**
 * Hears what other processes publish, over a connection of its own that is opened by the first
 * who watches. While it is down hints are lost; afterwards they come again.
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
