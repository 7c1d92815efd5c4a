import {
  collectionOf,
  thereBy,
  type Change,
  type Collections,
  type Fresh,
  type Key,
  type Store,
} from "./store.ts";

/** The watchers of a store in this process. */
export type Hints = {
  readonly watch: Store["watch"];
  /** Calls all watchers. */
  readonly tell: (collections: readonly string[]) => void;
};

/** Makes an empty list of watchers. */
export function createHints(): Hints {
  const watchers = new Set<{ readonly heard: (collections: readonly string[]) => void }>();
  return {
    watch(heard) {
      const watcher = { heard };
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
    tell(collections) {
      for (const { heard } of [...watchers]) heard(collections);
    },
  };
}

/**
 * Returns the `watched` collections to which a change adds a key, each once; nearly always none.
 * Watchers wait for new entries, so a changed or deleted one is not reported.
 */
export function watchedIn(
  { checks, puts, deletes }: Change,
  { watched }: Collections,
): readonly string[] {
  const touched: string[] = [];
  const note = noteIn(touched, watched);
  const isThere = thereBy(checks);
  for (const { key } of puts) if (isSingle(key) || !isThere(key)) note(key);
  for (const key of deletes) if (isSingle(key)) note(key);
  return touched;
}

/** Returns the `watched` collections that were cleared or filled anew. */
export function watchedInFresh(
  cleared: readonly string[],
  { puts }: Fresh,
  { watched }: Collections,
): readonly string[] {
  const touched: string[] = [];
  const note = noteIn(touched, watched);
  for (const key of [...cleared, ...puts.map(({ key }) => key)]) note(key);
  return touched;
}

function isSingle(key: Key): boolean {
  return !key.includes("/");
}

function noteIn(touched: string[], watched: ReadonlySet<string>): (key: Key) => void {
  return (key) => {
    const collection = collectionOf(key);
    if (watched.has(collection) && !touched.includes(collection)) touched.push(collection);
  };
}
