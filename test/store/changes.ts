import type { Change, Entry, Json, Key, Page, Store } from "../../src/store/store.ts";

/** A change of which only the parts that matter are written out. */
export function change(parts: Partial<Change>): Change {
  return { checks: [], puts: [], deletes: [], adds: [], ...parts };
}

/** The value of one key. */
export async function valueOf(store: Store, key: Key): Promise<Json | undefined> {
  const [entry] = await store.read([key]);
  return entry?.value;
}

/** The ids of a collection, in the order in which a scan finds them. */
export async function idsOf(
  store: Store,
  collection: string,
  page: Partial<Page> = {},
): Promise<readonly string[]> {
  const entries = await store.scan(collection, { limit: 10_000, ...page });
  return entries.map(({ key }: Entry) => key.slice(collection.length + 1));
}
