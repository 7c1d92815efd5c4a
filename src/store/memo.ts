import type { Entry, Key } from "./store.ts";

/** Reads an entry from the text that an engine keeps under its key. */
export type EntryReader = (key: Key, text: string | undefined) => Entry;

/**
 * Makes a reader that remembers the records an account has one of (their keys have no slash): every
 * message asks for them, and they are nearly always what they were.
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
