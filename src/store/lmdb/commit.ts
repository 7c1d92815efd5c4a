import type { LmdbFiles } from "./files.ts";
import { countOf, expiryRow, isAtVersion, keepUntilOf, keptText, type Kept } from "./record.ts";
import { rangeOf } from "../range.ts";
import type { Change, Committed, Fresh, Key } from "../store.ts";

const lastCommit = Buffer.from("commit");
const clearedAtOnce = 1_000;

/** A change whose values are JSON text already: later changes to the objects have no effect. */
export type WrittenChange = Pick<Change, "checks" | "deletes" | "adds"> & {
  readonly puts: readonly {
    readonly key: Key;
    readonly json: string;
    readonly keepUntil?: number | undefined;
  }[];
};

/** Writes the values of a change as JSON. */
export function written({ checks, puts, deletes, adds }: Change): WrittenChange {
  return {
    checks,
    puts: puts.map(({ key, value, keepUntil }) => ({
      key,
      json: JSON.stringify(value),
      keepUntil: wholeMs(keepUntil),
    })),
    deletes,
    adds: adds.map(({ keepUntil, ...add }) => ({ ...add, keepUntil: wholeMs(keepUntil) })),
  };
}

/**
 * Commits within a transaction: first looks at everything, then writes, so that nothing needs to
 * be taken back. `noCounter`: that key holds a record, and nothing was written.
 */
export function commitIn(
  files: LmdbFiles,
  { checks, puts, deletes, adds }: WrittenChange,
): Committed | { readonly noCounter: Key } {
  for (const { key, version } of checks) {
    if (!isAtVersion(files.entries.get(Buffer.from(key)), version)) return "stale";
  }
  const counters: { readonly key: Key; readonly kept: Kept }[] = [];
  for (const { key, by, max = Infinity, keepUntil } of adds) {
    const text = files.entries.get(Buffer.from(key));
    const before = countOf(text);
    if (before === undefined) return { noCounter: key };
    const count = before + by;
    if (by >= 0 && count > max) return { full: key };
    if (by === 0) continue;
    counters.push({ key, kept: { count, keepUntil: keepUntil ?? keepUntilOf(text) } });
  }
  for (const { key, kept } of counters) keep(files, key, kept);
  for (const key of deletes) keep(files, key, undefined);
  if (puts.length === 0) return "done";
  const version = nextCommit(files);
  for (const { key, ...put } of puts) keep(files, key, { version, ...put });
  return "done";
}

/** What replaces collections, its values as JSON text already. */
export type WrittenFresh = Pick<Fresh, "counts"> & {
  readonly puts: readonly { readonly key: Key; readonly json: string }[];
};

/** Deletes collections within a transaction, and writes what replaces them. */
export function clearIn(
  files: LmdbFiles,
  collections: readonly string[],
  { puts, counts }: WrittenFresh,
): void {
  for (const collection of collections) {
    while (clearSome(files, collection) === clearedAtOnce);
    // The key without an id belongs to the collection too.
    keep(files, collection, undefined);
  }
  const version = nextCommit(files);
  for (const { key, json } of puts) keep(files, key, { version, json });
  for (const { key, count } of counts) keep(files, key, { count });
}

function clearSome(files: LmdbFiles, collection: string): number {
  const range = rangeOf(collection, { limit: clearedAtOnce });
  if (range === undefined) return 0;
  const { from, to } = range;
  const inside = files.entries.getKeys({ start: from, end: to, limit: clearedAtOnce });
  const keys = [...inside].map((key) => Buffer.from(key).toString());
  for (const key of keys) keep(files, key, undefined);
  return keys.length;
}

function wholeMs(keepUntil: number | undefined): number | undefined {
  return keepUntil === undefined ? undefined : Math.trunc(keepUntil);
}

// Within a transaction a write is done when the call returns; its promise is not needed.
function keep({ entries, expiry }: LmdbFiles, key: Key, kept: Kept | undefined): void {
  const place = Buffer.from(key);
  const before = keepUntilOf(entries.get(place));
  const after = kept?.keepUntil;
  if (before !== undefined && before !== after) void expiry.remove(expiryRow(before, key));
  if (after !== undefined && before !== after) void expiry.put(expiryRow(after, key), "1");
  void (kept === undefined ? entries.remove(place) : entries.put(place, keptText(kept)));
}

function nextCommit({ meta }: LmdbFiles): number {
  const next = Number(meta.get(lastCommit) ?? "0") + 1;
  void meta.put(lastCommit, String(next));
  return next;
}
