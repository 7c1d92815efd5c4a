import { ForeignRecordError, type Entry, type Json, type Key } from "../store.ts";

/** What is written under a key: a record, its value as JSON, or a counter. */
export type Kept = { readonly keepUntil?: number | undefined } & (
  { readonly version: number; readonly json: string } | { readonly count: number }
);

/**
 * Writes what stands under a key as readable JSON: `{"version":12,"value":{…}}`, a counter as
 * `{"count":3}`; `keepUntil` follows the number, so that it is read without the rest.
 */
export function keptText(kept: Kept): string {
  const keepUntil = kept.keepUntil === undefined ? "" : `,"keepUntil":${kept.keepUntil}`;
  return "count" in kept
    ? `{"count":${kept.count}${keepUntil}}`
    : `{"version":${kept.version}${keepUntil},"value":${kept.json}}`;
}

/** Reads an entry from what stands under its key. */
export function lmdbEntryOf(key: Key, text: string | undefined): Entry {
  if (text === undefined) return { key, version: "" };
  const kept = readKept(text);
  if (kept === undefined) throw new ForeignRecordError(key);
  return "count" in kept
    ? { key, version: "", value: kept.count }
    : { key, version: String(kept.version), value: kept.value };
}

/** Says whether a key is at a version, without reading the value. */
export function isAtVersion(text: string | undefined, version: string): boolean {
  if (text === undefined || version === "") return text === undefined && version === "";
  return text.startsWith(`{"version":${version},`);
}

/** Reads until when something is kept, without reading the value. */
export function keepUntilOf(text: string | undefined): number | undefined {
  const found = text === undefined ? null : /^\{"\w+":-?\d+,"keepUntil":(\d+)/.exec(text);
  return found === null ? undefined : Number(found[1]);
}

/** Reads a counter: 0 when there is none, nothing when the key is no counter. */
export function countOf(text: string | undefined): number | undefined {
  if (text === undefined) return 0;
  const kept = readKept(text);
  return kept !== undefined && "count" in kept ? kept.count : undefined;
}

/** The row of the expiry index for a key. Without a key: before all rows of that moment. */
export function expiryRow(keepUntil: number, key: Key = ""): Buffer {
  const moment = Buffer.alloc(8);
  moment.writeBigUInt64BE(BigInt(keepUntil));
  return Buffer.concat([moment, Buffer.from(key)]);
}

/** The key that a row of the expiry index is about. */
export function keyOfRow(row: Buffer): Buffer {
  return row.subarray(8);
}

type Read = { readonly version: number; readonly value: Json } | { readonly count: number };

// The directory is ours alone, but disks and people make mistakes. Undefined: this is not ours.
function readKept(text: string): Read | undefined {
  try {
    const { version, value, count } = JSON.parse(text) as Readonly<Record<string, Json>>;
    if (typeof version === "number" && value !== undefined) return { version, value };
    return typeof count === "number" ? { count } : undefined;
  } catch {
    return undefined;
  }
}
