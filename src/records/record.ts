import type { Entry, Json, Key, Put, Store } from "../store/store.ts";
import type { Kind } from "./kinds.ts";

/** A record says which shape it has; a program that does not know the shape must not guess. */
export class UnknownShapeError extends Error {
  override readonly name = "UnknownShapeError";
}

/**
 * Reads a record of a kind, without the `v` that says its shape. Absent: undefined.
 * What the store holds was written by this program, so beyond the shape it is trusted.
 */
export function readRecord<T>(entry: Entry | undefined, { name, shape }: Kind): T | undefined {
  if (entry?.value === undefined) return undefined;
  const { value } = entry;
  if (typeof value !== "object" || value === null || !("v" in value) || value["v"] !== shape) {
    throw new UnknownShapeError(
      `${name} was written by another version of this program: this one knows shape ${shape} of it; start the version that wrote it, or a later one`,
    );
  }
  const { v: _shape, ...record } = value;
  return record as T;
}

/** Writes a record down with the shape of its kind. */
export function recordOf(value: object, { shape }: Kind): Json {
  return { ...value, v: shape };
}

/** The key, the reader and the writer of the records of a kind. */
export type Records<T, Id> = {
  readonly key: (id: Id) => Key;
  readonly read: (entry: Entry | undefined) => T | undefined;
  /** `keepUntil`: real clock, ms. */
  readonly put: (key: Key, record: T, keepUntil?: number) => Put;
};

/** Returns what is needed to read and write the records of a kind. */
export function recordsOfKind<T extends object, Id extends string | number = string>(
  kind: Kind,
): Records<T, Id> {
  return {
    key: (id) => `${kind.name}/${id}`,
    read: (entry) => readRecord<T>(entry, kind),
    put: (key, record, keepUntil) => ({
      key,
      value: recordOf(record, kind),
      ...(keepUntil !== undefined && { keepUntil }),
    }),
  };
}

/** Reads the one record of a kind; makes it when there is none, also when two start at once. */
export async function readOrMake<T extends object>(
  store: Store,
  kind: Kind,
  make: () => T,
): Promise<T> {
  const key = kind.name;
  const [entry] = await store.read([key]);
  const kept = readRecord<T>(entry, kind);
  if (kept !== undefined) return kept;
  const puts = [{ key, value: recordOf(make(), kind) }];
  await store.commit({ checks: [{ key, version: "" }], puts, deletes: [], adds: [] });
  return readOrMake(store, kind, make);
}

/** Writes a moment (ms) or a number so that keys with it sort by it. */
export function sortable(moment: number): string {
  return String(moment).padStart(15, "0");
}

/** Reads a counter: 0 until something was added. */
export function readCounter(entry: Entry | undefined): number {
  return typeof entry?.value === "number" ? entry.value : 0;
}

/** The reader of entries that were read together: each is named by its key. */
export function byKey(entries: readonly Entry[]): ReadonlyMap<string, Entry> {
  return new Map(entries.map((entry) => [entry.key, entry]));
}
