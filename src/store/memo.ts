import type { Entry, Key } from "./store.ts";

/** Reads an entry from the text that an engine keeps under its key. */
export type EntryReader = (key: Key, text: string | undefined) => Entry;

/**
 * Makes a reader that caches the records of which an account has one (their keys have no slash):
 * every message reads them, and they seldom change.
 */
export function createMemo(entryOf: EntryReader): EntryReader {
  const last = new Map<Key, { readonly text: string; readonly entry: Entry }>();
  return (key, text) => {
    if (text === undefined || key.includes("/")) return entryOf(key, text);
    const known = last.get(key);
    if (known?.text === text) return known.entry;
    const entry = entryOf(key, text);
    last.set(key, { text, entry });
    return entry;
  };
}
