import type { Entry, Key, Store } from "../store/store.ts";
import { entriesOf } from "./draft.ts";
import { factsIn, type Facts } from "./facts.ts";

/** Reads the facts of one command. */
export type FactsReader = {
  /** Reads keys in one round trip; answers all that is known by now. */
  read(keys: readonly Key[]): Promise<Facts>;
  /** Reads all of a collection whose ids begin so, or the first `most` of it. */
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
      let after: Key | undefined;
      while (left > 0) {
        const limit = Math.min(left, atOnce);
        const page = { prefix, limit, ...(after !== undefined && { after }) };
        const entries = await store.scan(collection, page);
        keep(entries);
        after = entries.at(-1)?.key;
        left -= entries.length;
        if (entries.length < limit) break;
      }
      return facts();
    },
  };
}
