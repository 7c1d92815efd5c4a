import { Redis } from "ioredis";
import type { RedisKeys } from "./keys.ts";
import type { RedisRequests } from "./requests.ts";
import { scanned, type Key } from "../store.ts";

const atOnce = 1_000;

/**
 * Deletes all keys of a collection. One that can be scanned is found by its index; any other only
 * by going through all that Redis holds, also of other accounts.
 */
export async function clearRedis(
  requests: RedisRequests,
  keys: RedisKeys,
  collection: string,
  remove: (keys: readonly Key[]) => Promise<unknown>,
): Promise<void> {
  // The key without an id belongs to the collection too.
  await remove([collection]);
  const batches = scanned.has(collection) ? indexed : unindexed;
  for await (const batch of batches(requests, keys, collection)) {
    if (batch.length > 0) await remove(batch);
  }
}

type Batches = AsyncGenerator<readonly Key[], void>;

async function* indexed({ ask }: RedisRequests, keys: RedisKeys, collection: string): Batches {
  for (;;) {
    // What was removed has left the index, so the next batch begins at its head again.
    const ids = await ask((client) => client.zrange(keys.index(collection), 0, String(atOnce - 1)));
    if (ids.length === 0) return;
    yield ids.map((id) => `${collection}/${id}`);
  }
}

async function* unindexed({ ask }: RedisRequests, keys: RedisKeys, collection: string): Batches {
  const nodes = await ask((client) =>
    Promise.resolve(client instanceof Redis ? [client] : client.nodes("master")),
  );
  for (const node of nodes) {
    let cursor = "0";
    do {
      const [next, found] = await ask(() =>
        node.scan(cursor, "MATCH", keys.pattern(collection), "COUNT", atOnce),
      );
      yield found.map(keys.keyOf);
      cursor = next;
    } while (cursor !== "0");
  }
}
