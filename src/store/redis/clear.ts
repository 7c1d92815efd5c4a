import { Redis } from "ioredis";
import { watchedInFresh } from "../hints.ts";
import { StoreAwayError, collectionOf, type Collections, type Fresh, type Key } from "../store.ts";
import { idOf, type RedisKeys } from "./keys.ts";
import type { RedisRequests } from "./requests.ts";
import { clearScript } from "./scripts.ts";

const atOnce = 1_000;
const keptSeconds = 600;
const mostLooks = 30;
const lookEveryMs = 500;

/** One account in a Redis. */
type RedisAccount = {
  readonly requests: RedisRequests;
  readonly keys: RedisKeys;
  readonly collections: Collections;
};

/**
 * Deletes all keys of collections, and writes what replaces them. The steps are first written to a
 * list in Redis, a few at a time; then one script carries them out. The script finds the keys of
 * scanned collections by their index. The keys of the others are found before, by a SCAN over the
 * whole Redis, other accounts included.
 */
export async function clearRedis(
  account: RedisAccount,
  cleared: readonly string[],
  fresh: Fresh,
): Promise<void> {
  const { requests, keys } = account;
  const name = crypto.randomUUID();
  const list = keys.next(name);
  let parts = 0;
  for await (const part of partsOf(account, cleared, fresh)) {
    await requests.ask((client) => client.rpush(list, JSON.stringify(part)));
    // If this process stops halfway, the list expires.
    if (parts === 0) await requests.ask((client) => client.expire(list, keptSeconds));
    parts += 1;
  }
  const ARGV = [keys.of(""), parts, name];
  const result = await requests
    .run(clearScript, [keys.commit, list, keys.last], ARGV)
    .catch((error: unknown) => whenAnswered(requests, keys, name, error));
  if (result !== 0) throw new StoreAwayError("what was to take a world's place is not there");
}

/** A big world can block Redis beyond the command timeout; whether it was done is asked afterwards. */
async function whenAnswered(
  { ask }: RedisRequests,
  keys: RedisKeys,
  name: string,
  error: unknown,
): Promise<0> {
  for (let tries = 0; tries < mostLooks; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    const last = await ask((client) => client.get(keys.last)).catch(() => undefined);
    if (last === name) return 0;
    if (last !== undefined) break;
  }
  throw error;
}

async function* partsOf(
  { requests, keys, collections }: RedisAccount,
  cleared: readonly string[],
  fresh: Fresh,
): AsyncGenerator<Part> {
  const { scanned } = collections;
  for (const collection of cleared) {
    if (scanned.has(collection)) yield ["ids", keys.index(collection), collection];
  }
  // The key without an id belongs to the collection too.
  yield ["del", ...cleared];
  for (const collection of cleared) {
    if (!scanned.has(collection))
      yield* inParts("del", await unindexed(requests, keys, collection));
  }
  for (let start = 0; start < fresh.puts.length; start += atOnce) {
    const puts = fresh.puts.slice(start, start + atOnce);
    yield ["put", ...puts.flatMap(({ key, value }) => [key, JSON.stringify(value)])];
    yield* coming(keys, scanned, puts);
  }
  yield* inParts(
    "count",
    fresh.counts.flatMap(({ key, count }) => [key, count]),
  );
  const touched = watchedInFresh(cleared, fresh, collections);
  if (touched.length > 0) yield ["tell", keys.channel, touched.join(",")];
}

type Part = readonly [string, ...(readonly (string | number)[])];

/** Splits a list into pieces of even length, so that no pair is split. */
function inParts(name: string, words: readonly (string | number)[]): readonly Part[] {
  const parts: Part[] = [];
  for (let start = 0; start < words.length; start += atOnce) {
    parts.push([name, ...words.slice(start, start + atOnce)]);
  }
  return parts;
}

function coming(
  keys: RedisKeys,
  scanned: ReadonlySet<string>,
  puts: Fresh["puts"],
): readonly Part[] {
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
