import { z } from "zod";
import { BadInputError } from "../domain/bad-input.ts";
import type { Kind } from "../records/kinds.ts";
import { readPage, type List } from "../records/lists.ts";
import type { Entry, Key, Store } from "../store/store.ts";

/** A page of a list: at most `limit` entries beyond where the page before it ended. */
export type PageAsked = { readonly limit: number; readonly cursor?: string | undefined };

/** A page of a list; `next` is the cursor of the page after it, absent on the last one. */
export type Paged<T> = { readonly items: readonly T[]; readonly next?: string };

const usual = 50;
const most = 200;

/** The query of every list; read, it is a `PageAsked`. */
export const pageQuery = {
  limit: z
    .string()
    .refine((text) => /^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= most, {
      error: `must be a whole number from 1 to ${most}`,
    })
    .transform(Number)
    .default(usual),
  cursor: z.string().max(1024).optional(),
};

/** Reads a page of a list. Throws `BadInputError` for a cursor of another list. */
export async function pageFrom<T>(
  store: Store,
  list: List<T>,
  { limit, cursor }: PageAsked,
): Promise<Paged<T>> {
  const { items, next } = await readPage(store, list, { limit, after: keyIn(list, cursor) });
  return { items, ...(next !== undefined && { next: cursorOf(next) }) };
}

/** The most records that one page of a search looks at. */
const looked = 20_000;
const atOnce = 1_000;

/**
 * Reads a page of those records of a kind for which `found` returns something: until the page is
 * full, or so many were looked at that the rest is left to the next page. Throws `BadInputError` for
 * a cursor of another list.
 */
export async function searchPage<T>(
  store: Store,
  kind: Kind,
  found: (entry: Entry) => T | undefined,
  { limit, cursor }: PageAsked,
): Promise<Paged<T>> {
  const items: T[] = [];
  let after = keyIn({ kind }, cursor);
  for (let seen = 0; seen < looked; seen += atOnce) {
    const beyond = after === undefined ? {} : { after };
    const entries = await store.scan(kind.name, { ...beyond, limit: atOnce });
    for (const entry of entries) {
      const item = found(entry);
      if (item === undefined) continue;
      if (items.length === limit && after !== undefined) return { items, next: cursorOf(after) };
      items.push(item);
      after = entry.key;
    }
    after = entries.at(-1)?.key;
    if (after === undefined || entries.length < atOnce) return { items };
  }
  return { items, ...(after !== undefined && { next: cursorOf(after) }) };
}

function cursorOf(key: Key): string {
  return Buffer.from(key).toString("base64url");
}

/** Reads a cursor: the key where a page of this list ended. */
function keyIn(
  { kind, prefix = "" }: Pick<List<unknown>, "kind" | "prefix">,
  cursor: string | undefined,
): Key | undefined {
  if (cursor === undefined) return undefined;
  const key = Buffer.from(cursor, "base64url").toString();
  if (cursorOf(key) === cursor && key.startsWith(`${kind.name}/${prefix}`)) return key;
  throw new BadInputError("cursor: must be `next` of the page before, of the same list");
}
