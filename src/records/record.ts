import { collectionOf, type Entry, type Json } from "../store/store.ts";

/** A record says which shape it has; a program that does not know the shape must not guess. */
export class UnknownShapeError extends Error {
  override readonly name = "UnknownShapeError";
}

/**
 * Reads a record of shape `v`, without the `v`. Absent: undefined.
 * What the store holds was written by this program, so beyond the shape it is trusted.
 */
export function readRecord<T>(entry: Entry | undefined, v: number): T | undefined {
  if (entry?.value === undefined) return undefined;
  const { key, value } = entry;
  if (typeof value !== "object" || value === null || !("v" in value) || value["v"] !== v) {
    // The rest of a key may be an openid or a contact, which must not reach a log.
    throw new UnknownShapeError(
      `${collectionOf(key)} was written by another version of this program: this one knows shape ${v} of it`,
    );
  }
  const { v: _shape, ...record } = value;
  return record as T;
}

/** Writes a record down with its shape. */
export function recordOf(value: object, v: number): Json {
  return { ...value, v };
}

/** Reads a counter: 0 until something was added. */
export function readCounter(entry: Entry | undefined): number {
  return typeof entry?.value === "number" ? entry.value : 0;
}

/** The reader of entries that were read together: each is named by its key. */
export function byKey(entries: readonly Entry[]): ReadonlyMap<string, Entry> {
  return new Map(entries.map((entry) => [entry.key, entry]));
}
