import type { Entry, Key, Page, Store } from "../store/store.ts";
import type { Kind } from "./kinds.ts";

/** A list that can be read page by page: the records of a kind, or those whose ids begin alike. */
export type List<T> = Pick<Page, "prefix" | "reverse"> & {
  readonly kind: Kind;
  /** Returns what the entries of a page stand for. */
  readonly show: (entries: readonly Entry[], store: Store) => Promise<readonly T[]> | readonly T[];
};

/** At most so many entries of a list, beyond the key where the page before it ended. */
export type ListPage = { readonly limit: number; readonly after?: Key | undefined };

/** A page of a list; `next` is the key where it ended, if more follows. */
export type Listed<T> = { readonly items: readonly T[]; readonly next?: Key };

/** Makes the list of a kind whose records are shown one by one; what `read` leaves out is left out. */
export function listOf<T>(kind: Kind, read: (entry: Entry) => T | undefined): List<T> {
  return { kind, show: (entries) => entries.flatMap((entry) => read(entry) ?? []) };
}

/** Reads a page of a list: one scan, and whatever `show` reads. */
export async function readPage<T>(
  store: Store,
  { kind, show, ...order }: List<T>,
  { limit, after }: ListPage,
): Promise<Listed<T>> {
  const beyond = after === undefined ? {} : { after };
  // One entry more than is shown says whether a next page is there.
  const found = await store.scan(kind.name, { ...order, ...beyond, limit: limit + 1 });
  const shown = found.slice(0, limit);
  const last = found.length > limit ? shown.at(-1) : undefined;
  const items = await show(shown, store);
  return { items, ...(last !== undefined && { next: last.key }) };
}
