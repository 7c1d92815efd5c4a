import { rangeOf } from "../range.ts";
import { idOf, type RedisKeys } from "./keys.ts";
import { redisEntryOf } from "./record.ts";
import type { EntryReader } from "../memo.ts";
import type { RedisRequests } from "./requests.ts";
import { forgetScript } from "./scripts.ts";
import type { Entry, Key, Page } from "../store.ts";

/** Reads a piece of a collection by its index; forgets the ids of keys that have expired. */
export async function scanRedis(
  requests: RedisRequests,
  keys: RedisKeys,
  collection: string,
  page: Page,
): Promise<readonly Entry[]> {
  const found: Entry[] = [];
  let after = page.after;
  while (found.length < page.limit) {
    const limit = page.limit - found.length;
    const ids = await idsOf(requests, keys, collection, {
      ...page,
      ...(after === undefined ? {} : { after }),
      limit,
    });
    if (ids.length === 0) break;
    const entries = await readRedis(
      requests,
      keys,
      ids.map((id) => `${collection}/${id}`),
    );
    const gone = entries.filter(({ value }) => value === undefined).map(({ key }) => key);
    if (gone.length > 0) await forget(requests, keys, collection, gone);
    found.push(...entries.filter(({ value }) => value !== undefined));
    if (ids.length < limit) break;
    after = entries.at(-1)?.key;
  }
  return found;
}

/** Reads keys by one MGET. */
export async function readRedis(
  { ask }: RedisRequests,
  keys: RedisKeys,
  wanted: readonly Key[],
  read: EntryReader = redisEntryOf,
): Promise<readonly Entry[]> {
  if (wanted.length === 0) return [];
  const texts = await ask((client) => client.mget(wanted.map(keys.of)));
  return wanted.map((key, index) => read(key, texts[index] ?? undefined));
}

async function idsOf(
  { ask }: RedisRequests,
  keys: RedisKeys,
  collection: string,
  page: Page,
): Promise<readonly string[]> {
  const range = rangeOf(collection, page);
  if (range === undefined) return [];
  // The index holds ids: what comes before them in a key is the same for all.
  const before = Buffer.byteLength(`${collection}/`);
  const from = Buffer.concat([Buffer.from(range.beyond ? "(" : "["), range.from.subarray(before)]);
  const to = Buffer.concat([Buffer.from("("), range.to.subarray(before)]);
  const index = keys.index(collection);
  return ask((client) =>
    page.reverse
      ? client.zrange(index, to, from, "BYLEX", "REV", "LIMIT", 0, page.limit)
      : client.zrange(index, from, to, "BYLEX", "LIMIT", 0, page.limit),
  );
}

async function forget(
  requests: RedisRequests,
  keys: RedisKeys,
  collection: string,
  gone: readonly Key[],
): Promise<void> {
  const KEYS = [keys.index(collection), ...gone.map(keys.of)];
  await requests.run(forgetScript, KEYS, gone.map(idOf));
}
