import { Redis } from "ioredis";
import { watchedInFresh } from "../hints.ts";
import { collectionOf, scanned, type Fresh, type Key } from "../store.ts";
import { idOf, type RedisKeys } from "./keys.ts";
import type { RedisRequests } from "./requests.ts";
import { clearScript } from "./scripts.ts";

const atOnce = 1_000;

/**
 * Deletes all keys of collections, and keeps what comes in their place, in one script. What can be
 * scanned is found there by its index; anything else before, by going through all that Redis holds,
 * also of other accounts.
 */
export async function clearRedis(
  requests: RedisRequests,
  keys: RedisKeys,
  collections: readonly string[],
  fresh: Fresh,
): Promise<void> {
  const indexed = collections.filter((collection) => scanned.has(collection));
  // The key without an id belongs to the collection too.
  const found: Key[] = [...collections];
  for (const collection of collections) {
    if (!scanned.has(collection)) found.push(...(await unindexed(requests, keys, collection)));
  }
  const touched = watchedInFresh(collections, fresh);
  const parts: Part[] = [
    ...indexed.map((collection): Part => ["ids", keys.index(collection), collection]),
    ...inParts("del", found),
    ...inParts(
      "put",
      fresh.puts.flatMap(({ key, value }) => [key, JSON.stringify(value)]),
    ),
    ...inParts(
      "count",
      fresh.counts.flatMap(({ key, count }) => [key, count]),
    ),
    ...coming(keys, fresh),
    ...(touched.length > 0 ? [["tell", keys.channel, touched.join(",")] satisfies Part] : []),
  ];
  const ARGV = [keys.of(""), ...parts.map((part) => JSON.stringify(part))];
  await requests.run(clearScript, [keys.commit], ARGV);
}

type Part = readonly [string, ...(readonly (string | number)[])];

/** In pieces, each with an even number of words: pairs stay together. */
function inParts(name: string, words: readonly (string | number)[]): readonly Part[] {
  const parts: Part[] = [];
  for (let start = 0; start < words.length; start += atOnce) {
    parts.push([name, ...words.slice(start, start + atOnce)]);
  }
  return parts;
}

function coming(keys: RedisKeys, { puts }: Fresh): readonly Part[] {
  const ids = new Map<string, string[]>();
  for (const { key } of puts) {
    const collection = collectionOf(key);
    if (!key.includes("/") || !scanned.has(collection)) continue;
    const known = ids.get(collection);
    if (known === undefined) ids.set(collection, [idOf(key)]);
    else known.push(idOf(key));
  }
  return [...ids].flatMap(([collection, some]) =>
    inParts("come", some).map(([name, ...each]): Part => [name, keys.index(collection), ...each]),
  );
}

async function unindexed(
  { ask }: RedisRequests,
  keys: RedisKeys,
  collection: string,
): Promise<readonly Key[]> {
  const found = new Set<Key>();
  const nodes = await ask((client) =>
    Promise.resolve(client instanceof Redis ? [client] : client.nodes("master")),
  );
  for (const node of nodes) {
    let cursor = "0";
    do {
      const [next, some] = await ask(() =>
        node.scan(cursor, "MATCH", keys.pattern(collection), "COUNT", atOnce),
      );
      for (const name of some) found.add(keys.keyOf(name));
      cursor = next;
    } while (cursor !== "0");
  }
  return [...found];
}
