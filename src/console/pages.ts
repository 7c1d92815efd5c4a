import { z } from "zod";
import { BadInputError } from "../domain/bad-input.ts";
import type { Entry, Key } from "../store/store.ts";

/** A page of a list: at most `limit` entries beyond where the page before it ended. */
export type PageAsked = { readonly limit: number; readonly cursor?: string | undefined };

/** A page of a list; `next` is the cursor of the page after it, absent on the last one. */
export type Paged<T> = { readonly items: readonly T[]; readonly next?: string };

const usual = 50;
const most = 200;

/** The query of every list. */
export const pageQuery = {
  limit: z
    .string()
    .refine((text) => /^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= most, {
      error: `must be a whole number from 1 to ${most}`,
    })
    .transform(Number)
    .optional(),
  cursor: z.string().max(1024).optional(),
};

/** Makes the page that a query asks for. */
export function askedPage(query: {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}): PageAsked {
  return { limit: query.limit ?? usual, cursor: query.cursor };
}

/**
 * Reads a page of a list: `read` is asked for one entry more than is shown, beyond a key, and that
 * one says whether a next page is there. Throws `BadInputError` for a cursor of another list.
 */
export async function pageFrom<E extends { readonly key: Key }, T>(
  { limit, cursor }: PageAsked,
  collection: string,
  read: (page: { readonly limit: number; readonly after?: Key }) => Promise<readonly E[]>,
  show: (entries: readonly E[]) => Promise<readonly T[]> | readonly T[],
): Promise<Paged<T>> {
  const after = cursor === undefined ? undefined : keyOf(cursor, collection);
  const entries = await read({ limit: limit + 1, ...(after !== undefined && { after }) });
  const shown = entries.slice(0, limit);
  const last = entries.length > limit ? shown.at(-1) : undefined;
  const items = await show(shown);
  return { items, ...(last !== undefined && { next: cursorOf(last.key) }) };
}

function cursorOf(key: Key): string {
  return Buffer.from(key).toString("base64url");
}

function keyOf(cursor: string, collection: string): Key {
  const key = Buffer.from(cursor, "base64url").toString();
  if (cursorOf(key) === cursor && key.startsWith(`${collection}/`)) return key;
  throw new BadInputError("cursor: must be `next` of the page before, of the same list");
}

/** The most records that one page of a search looks at. */
const looked = 20_000;
const atOnce = 1_000;

/**
 * Reads a page of a search: goes through a collection until the page is full, or so many records
 * were looked at that the rest is left to the next page.
 */
export async function searchPage<T>(
  { limit, cursor }: PageAsked,
  collection: string,
  scan: (page: { readonly limit: number; readonly after?: Key }) => Promise<readonly Entry[]>,
  found: (entry: Entry) => T | undefined,
): Promise<Paged<T>> {
  const items: T[] = [];
  let after = cursor === undefined ? undefined : keyOf(cursor, collection);
  for (let seen = 0; seen < looked; seen += atOnce) {
    const entries = await scan({ limit: atOnce, ...(after !== undefined && { after }) });
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
