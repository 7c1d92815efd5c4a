import { collections } from "../../src/records/kinds.ts";
import { rangeOf } from "../../src/store/range.ts";
import { refuseBadChange } from "../../src/store/rules.ts";
import {
  collectionOf,
  noCounter,
  type Change,
  type Committed,
  type Entry,
  type Key,
  type Page,
  type Store,
} from "../../src/store/store.ts";

/** A store in memory, and what only tests ask of one. */
export type MemoryStore = Store & {
  /** Reads a key at once. */
  peek(key: Key): Entry;
  /** Reads a collection at once, in the order of the keys. */
  peekAll(collection: string): readonly Entry[];
  /** Gives what is kept another history, as if something that was confirmed had been lost. */
  beginHistory(name: string): void;
  /** Remembers all that is kept; what it returns puts that back. */
  snapshot(): () => void;
};

/**
 * Makes a store that is a map, for walks of many thousand steps: it commits and reads as the engines
 * do, but tidies nothing away and tells nobody of what was committed.
 */
export function createMemoryStore(): MemoryStore {
  let kept = new Map<Key, Entry>();
  let commits = 0;
  let history = "";

  function countOf(key: Key): number {
    const { version = "", value } = kept.get(key) ?? {};
    if (version !== "") throw noCounter(key);
    return Number(value ?? 0);
  }

  function commitNow(change: Change): Committed {
    refuseBadChange(change);
    if ((change.history ?? history) !== history) return "stale";
    for (const { key, version } of change.checks) {
      const entry = kept.get(key);
      // A counter has no version, and cannot be checked.
      if (
        entry === undefined ? version !== "" : entry.version === "" || entry.version !== version
      ) {
        return "stale";
      }
    }
    const counts = change.adds.map((add) => ({ ...add, after: countOf(add.key) + add.by }));
    const full = counts.find(({ by, after, max = Infinity }) => by >= 0 && after > max);
    if (full !== undefined) return { full: full.key };
    commits += 1;
    const version = String(commits);
    for (const { key, by, after } of counts) {
      if (by !== 0) kept.set(key, { key, version: "", value: after });
    }
    for (const { key, value } of change.puts) kept.set(key, { key, version, value });
    for (const key of change.deletes) kept.delete(key);
    return "done";
  }

  function scanNow(collection: string, page: Page): readonly Entry[] {
    const range = rangeOf(collection, page);
    if (range === undefined) return [];
    const { from, beyond, to } = range;
    const found = [...kept.values()]
      .map((entry) => ({ entry, bytes: Buffer.from(entry.key) }))
      .filter(({ bytes }) => bytes.compare(to) < 0 && bytes.compare(from) >= (beyond ? 1 : 0))
      .sort((one, other) => one.bytes.compare(other.bytes) * (page.reverse ? -1 : 1));
    return found.slice(0, page.limit).map(({ entry }) => entry);
  }

  const peek = (key: Key): Entry => kept.get(key) ?? { key, version: "" };
  return {
    label: "a map",
    collections,
    peek,
    peekAll: (collection) => scanNow(collection, { limit: Infinity }),
    read: (keys) => Promise.resolve(keys.map(peek)),
    scan: async (collection, page) => Promise.resolve(scanNow(collection, page)),
    commit: async (change) => Promise.resolve(commitNow(change)),
    clear(cleared) {
      for (const key of kept.keys()) if (cleared.includes(collectionOf(key))) kept.delete(key);
      return Promise.resolve();
    },
    watch: () => () => undefined,
    history: () => history,
    ping: () => Promise.resolve(),
    whyNotDurable: () => Promise.resolve("it is a map"),
    close: () => Promise.resolve(),
    beginHistory(name) {
      history = name;
    },
    snapshot() {
      const then = new Map(kept);
      return () => {
        kept = new Map(then);
      };
    },
  };
}
