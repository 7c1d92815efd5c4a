import { everyPage } from "../store/every-page.ts";
import type { Entry, Key, Store } from "../store/store.ts";
import { entriesOf } from "./draft.ts";
import { factsIn, type Facts } from "./facts.ts";

/** Reads the facts of one command. */
export type FactsReader = {
  /** Reads keys in one round trip; answers all that is known by now. */
  read(keys: readonly Key[]): Promise<Facts>;
  /** Reads all of a collection whose ids begin so, or at least the first `most` of it. */
  list(collection: string, prefix: string, most?: number): Promise<Facts>;
  facts(): Facts;
};

const atOnce = 1_000;

/** Begins with nothing read. */
export function createFactsReader(store: Store): FactsReader {
  const known = new Map<Key, Entry>();
  const facts = (): Facts => factsIn(entriesOf(known.values()));
  const keep = (entries: readonly Entry[]): Facts => {
    // What was read first counts: a later reading must not stand beside an older one.
    for (const entry of entries) if (!known.has(entry.key)) known.set(entry.key, entry);
    return facts();
  };
  return {
    facts,
    read: async (keys) => keep(await store.read(keys)),
    async list(collection, prefix, most = Infinity) {
      let left = most;
      const page = { prefix, limit: Math.min(most, atOnce) };
      for await (const entries of everyPage(store, collection, page)) {
        keep(entries);
        left -= entries.length;
        if (left <= 0) break;
      }
      return facts();
    },
  };
}
