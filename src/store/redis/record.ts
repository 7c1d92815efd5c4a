import { ForeignRecordError, type Entry, type Json, type Key } from "../store.ts";

/** Reads an entry from what stands under its key: `{"version":12,"value":{…}}`, a counter `3`. */
export function redisEntryOf(key: Key, text: string | undefined): Entry {
  if (text === undefined) return { key, version: "" };
  const kept = readKept(key, text);
  return typeof kept === "number"
    ? { key, version: "", value: kept }
    : { key, version: String(kept.version), value: kept.value };
}

// A Redis may be shared, and people may write into it by hand.
function readKept(
  key: Key,
  text: string,
): number | { readonly version: number; readonly value: Json } {
  try {
    const kept = JSON.parse(text) as ReturnType<typeof readKept>;
    if (typeof kept === "number" || (typeof kept.version === "number" && "value" in kept))
      return kept;
  } catch {
    // Said below.
  }
  throw new ForeignRecordError(key);
}
