/** Plain data that survives being written down and read again. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [name: string]: Json | undefined };

/** `collection/id`; the id is any text, also with slashes. Keys sort by their UTF-8 bytes. */
export type Key = string;

/**
 * What a key holds, and the commit that put it there. Absent: version '' and no value.
 * A counter has version '' too, and its number as value (no value until something was added).
 */
export type Entry = { readonly key: Key; readonly version: string; readonly value?: Json };

/** A piece of a collection: ids that begin with `prefix`, beyond `after` (a whole key). */
export type Page = {
  readonly prefix?: string;
  readonly after?: Key;
  readonly limit: number;
  readonly reverse?: true;
};

/** One commit: all of it or nothing. No key stands in two of `puts`, `deletes` and `adds`. */
export type Change = {
  /** Keys that must still have these versions; counters cannot be checked. */
  readonly checks: readonly { readonly key: Key; readonly version: string }[];
  /** The history that it rests on: in any other it is stale. */
  readonly history?: string | undefined;
  /** `keepUntil`: real clock, ms; it only tidies up, nothing may rest on it. */
  readonly puts: readonly {
    readonly key: Key;
    readonly value: Json;
    readonly keepUntil?: number | undefined;
  }[];
  readonly deletes: readonly Key[];
  /**
   * Counters: they never conflict with each other. One that would exceed `max` refuses the whole
   * commit, also when `by` is 0 (a counter beyond `max` then refuses); a negative `by` is never
   * refused. A change with adds carries at least one check, so that a commit run twice by a lost
   * reply counts once.
   */
  readonly adds: readonly {
    readonly key: Key;
    readonly by: number;
    readonly max?: number | undefined;
    readonly keepUntil?: number | undefined;
  }[];
};

/** One record that a commit writes. */
export type Put = Change["puts"][number];

/** What replaces the collections that were cleared; no key in it twice. */
export type Fresh = {
  readonly puts: readonly { readonly key: Key; readonly value: Json }[];
  readonly counts: readonly { readonly key: Key; readonly count: number }[];
};

/** `stale`: a check failed. `full`: that counter would have exceeded its max. */
export type Committed = "done" | "stale" | { readonly full: Key };

/** The store could not be asked, or did not answer. Whether a commit happened is then unknown. */
export class StoreAwayError extends Error {
  override readonly name: string = "StoreAwayError";
}

/** The store answered that it keeps nothing now: full, or read-only. The message says why. */
export class StoreRefusedError extends StoreAwayError {
  override readonly name = "StoreRefusedError";
}

/**
 * What lies under a key is not what this program writes there. It is named by its collection: the
 * rest of a key may be an openid or a contact, which must not reach a log.
 */
export class ForeignRecordError extends Error {
  override readonly name = "ForeignRecordError";

  constructor(key: Key, what = "holds something that this program did not write") {
    super(`${collectionOf(key)} ${what}`);
  }
}

/** Makes the error for an `add` to a key that holds a record. */
export function noCounter(key: Key): ForeignRecordError {
  return new ForeignRecordError(key, "holds a record; nothing can be added to it");
}

/** Whether a store must be one that loses nothing of what it has confirmed. */
export type Durability = "required" | "unchecked";

/** The one port between the program and what it keeps. Every call may throw `StoreAwayError`. */
export type Store = {
  /** What it is and where, for people: `LMDB in ./data`, `Redis at 127.0.0.1:6379`. */
  readonly label: string;
  /** What it was told of its collections when it was opened. */
  readonly collections: Collections;
  /** Reads keys in one round trip, in the order asked for. */
  read(keys: readonly Key[]): Promise<readonly Entry[]>;
  /** Reads a piece of a collection in key order. The collection must be one of `scanned`. */
  scan(collection: string, page: Page): Promise<readonly Entry[]>;
  /** Commits in one round trip: all or nothing. */
  commit(change: Change): Promise<Committed>;
  /**
   * Deletes whole collections and writes what replaces them: all of it or nothing. It blocks the
   * store when there is much to do, so only the simulator's reset uses it.
   */
  clear(collections: readonly string[], fresh?: Fresh): Promise<void>;
  /**
   * Calls `heard` with the names of `watched` collections after commits that put something new
   * there; a hint, may be lost.
   */
  watch(heard: (collections: readonly string[]) => void): () => void;
  /**
   * Returns the id of the current history of the data, as far as this process knows. A new history
   * begins when confirmed commits may have been lost: Redis was restarted, or a replica replaced it.
   * When this process does not know the new one yet, its next commit that names a history is
   * `stale`, and the process then knows. '' for a store that has only one history.
   */
  history(): string;
  /**
   * Commits the key `ready`. Throws when that fails, or when there is no room left for what a
   * message commits.
   */
  ping(): Promise<void>;
  /** Returns in one line what may lose confirmed commits, or that it is not known; undefined: nothing. */
  whyNotDurable(): Promise<string | undefined>;
  close(): Promise<void>;
};

/** What `ping` commits. */
export const readyChange: Change = {
  checks: [],
  puts: [{ key: "ready", value: true }],
  deletes: [],
  adds: [],
};

/** What a store is told of the collections that it keeps. */
export type Collections = {
  /** Those that can be scanned; the others are only ever read by key. */
  readonly scanned: ReadonlySet<string>;
  /**
   * Those that `watch` reports. Nearly every commit touches none of them, and then costs no hint.
   */
  readonly watched: ReadonlySet<string>;
};

/** Says which collection a key belongs to. */
export function collectionOf(key: Key): string {
  const slash = key.indexOf("/");
  return slash < 0 ? key : key.slice(0, slash);
}

/** Says of a key that a change puts whether it is there already, as one of the checks says. */
export function thereBy(checks: Change["checks"]): (key: Key) => boolean {
  const there = checks.filter(({ version }) => version !== "");
  // A message checks two or three keys; an import a thousand.
  if (there.length < 8) return (wanted) => there.some(({ key }) => key === wanted);
  const keys = new Set(there.map(({ key }) => key));
  return (wanted) => keys.has(wanted);
}
