import type { Entry, Key, Store } from "../store/store.ts";

/** A piece of a list: what comes after `after`, which an earlier piece has named as its `next`. */
export type ListPage = { readonly limit: number; readonly after?: string | undefined };

/** A piece of a list; `next` is where it goes on, if it does. */
export type Listed<T> = { readonly items: readonly T[]; readonly next?: string };

/** A list that is kept in a collection of its own, in which each id stands for a record. */
type Index<T> = {
  readonly collection: string;
  readonly prefix: string;
  /** Where the record is kept that an entry of the list stands for; `id` is without the prefix. */
  readonly keyOf: (listed: { readonly id: string; readonly entry: Entry }) => Key;
  readonly read: (entry: Entry) => T | undefined;
};

/** Reads a piece of a list and the records that it stands for: one scan, one read. */
export async function listPage<T>(
  store: Store,
  { limit, after }: ListPage,
  { collection, prefix, keyOf, read }: Index<T>,
): Promise<Listed<T>> {
  const beginning = `${collection}/${prefix}`;
  const from = after === undefined ? {} : { after: beginning + after };
  const found = await store.scan(collection, { prefix, limit: limit + 1, ...from });
  const listed = found
    .slice(0, limit)
    .map((entry) => ({ id: entry.key.slice(beginning.length), entry }));
  const records = listed.length === 0 ? [] : await store.read(listed.map(keyOf));
  const items = records.flatMap((entry) => read(entry) ?? []);
  const last = listed.at(-1);
  return found.length > limit && last !== undefined ? { items, next: last.id } : { items };
}
