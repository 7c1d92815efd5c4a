import { collectionOf, watched, type Change, type Key, type Store } from "./store.ts";

/** Those who watch a store from within this process. */
export type Hints = {
  readonly watch: Store["watch"];
  /** Calls everybody who watches. */
  readonly tell: (collections: readonly string[]) => void;
};

/** Makes an empty round of watchers. */
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

/** The `watched` collections that a change writes to, each once; nearly always none. */
export function watchedIn({ puts, deletes, adds }: Change): readonly string[] {
  const touched: string[] = [];
  for (const { key } of puts) noteWatched(key, touched);
  for (const key of deletes) noteWatched(key, touched);
  for (const { key } of adds) noteWatched(key, touched);
  return touched;
}

function noteWatched(key: Key, touched: string[]): void {
  const collection = collectionOf(key);
  if (watched.has(collection) && !touched.includes(collection)) touched.push(collection);
}
