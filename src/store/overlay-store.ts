import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLmdbStore } from "./lmdb-store.ts";
import { longestKeyBytes, refuseBadChange, refuseBadFresh } from "./rules.ts";
import { collectionOf, noCounter } from "./store.ts";
import type { Change, Committed, Entry, Json, Key, Page, Store } from "./store.ts";

/** Opens a store for a dry run: nothing is written to `base`, and closing it discards everything. */
export async function openOverlayStore(base: Store): Promise<Store> {
  const path = await mkdtemp(join(tmpdir(), "overlay-"));
  const overlay = createOverlayStore(
    base,
    await openLmdbStore({ collections: base.collections, path, durable: false }),
  );
  return {
    ...overlay,
    async close() {
      await overlay.close();
      await rm(path, { recursive: true, force: true });
    },
  };
}

/**
 * Puts an empty scratch store in front of another. Commits go to the scratch; a read takes what the
 * scratch has, and otherwise what `base` has. `base` is never written. What others commit to `base`
 * meanwhile is seen by reads and by checks. Closing it closes the scratch only.
 */
export function createOverlayStore(base: Store, scratch: Store): Store {
  const hidden = new Set<string>();
  const begun = new Set<Promise<unknown>>();
  const look = async (keys: readonly Key[]): Promise<ReadonlyMap<Key, Layers>> => {
    const counts = keys.map(countKey).filter(isShortEnough);
    const [below, above] = await Promise.all([base.read(keys), scratch.read([...keys, ...counts])]);
    const countOf = new Map(above.slice(keys.length).map(({ key, value }) => [key, value]));
    return new Map(
      keys.map((key, at) => {
        const seen = hidden.has(collectionOf(key)) ? absent(key) : (below[at] ?? absent(key));
        const record = above[at] ?? absent(key);
        return [key, { below: seen, record, count: countOf.get(countKey(key)) }];
      }),
    );
  };
  return {
    label: `${base.label}, rehearsed only`,
    collections: base.collections,
    async read(keys) {
      const layers = await look(keys);
      return keys.map((key) => visible(layers.get(key), key));
    },
    scan: (collection, page) =>
      scanOver(hidden.has(collection) ? [] : [base], scratch, collection, page),
    async commit(change) {
      refuseBadChange(change);
      if ((change.history ?? base.history()) !== base.history()) return "stale";
      const ready = written(change);
      const committing = look(keysOf(change)).then((layers) => commitOver(scratch, ready, layers));
      begun.add(committing);
      return committing.finally(() => begun.delete(committing));
    },
    async clear(cleared, fresh = { puts: [], counts: [] }) {
      refuseBadFresh(fresh);
      const puts = fresh.puts.map(({ key, value }) => ({ key, value: JSON.stringify(value) }));
      const counts = fresh.counts.map(({ key, count }) => ({ key: countKey(key), count }));
      const names = cleared.flatMap((name) => [name, collectionOf(countKey(name))]);
      await scratch.clear(names, { puts, counts });
      for (const collection of cleared) hidden.add(collection);
    },
    watch(heard) {
      const stops = [base.watch(heard), scratch.watch(heard)];
      return () => {
        for (const stop of stops) stop();
      };
    },
    history: () => base.history(),
    async ping() {
      // `ping` makes a commit, so it goes to the scratch.
      await Promise.all([base.read(["settings"]), scratch.ping()]);
    },
    whyNotDurable: () => base.whyNotDurable(),
    async close() {
      await Promise.allSettled(begun);
      await scratch.close();
    },
  };
}

/**
 * One key in both stores. In the scratch a record is its JSON as text, null when it was deleted,
 * and what was added to a counter stands under a key of its own.
 */
type Layers = { readonly below: Entry; readonly record: Entry; readonly count: Json | undefined };

// Higher than any version in `base`, so that a version shows which of the two stores it is from.
const lift = 2 ** 52;

function visible(layers: Layers | undefined, key: Key): Entry {
  if (layers === undefined) return absent(key);
  const { below, record, count } = layers;
  if (typeof record.value === "string") return liftedOf(record, record.value);
  const under = record.value === null ? absent(key) : below;
  if (typeof count !== "number") return under;
  return { key, version: "", value: count + Number(under.value ?? 0) };
}

function liftedOf({ key, version }: Entry, json: string): Entry {
  const value = JSON.parse(json) as Json;
  return { key, version: String(lift + Number(version)), value };
}

/** A change whose values are JSON text already: later changes to the objects have no effect. */
function written(change: Change): Change {
  const puts = change.puts.map((put) => ({ ...put, value: JSON.stringify(put.value) }));
  return { ...change, puts };
}

async function commitOver(
  scratch: Store,
  { checks, puts, deletes, adds }: Change,
  layers: ReadonlyMap<Key, Layers>,
): Promise<Committed> {
  const isStale = checks.some(({ key, version }) => {
    const entry = visible(layers.get(key), key);
    const isCounter = entry.version === "" && entry.value !== undefined;
    return isCounter || entry.version !== version;
  });
  if (isStale) return "stale";
  const isBelow = (key: Key): boolean => layers.get(key)?.below.value !== undefined;
  const isCounted = (key: Key): boolean => layers.get(key)?.count !== undefined;
  const counted = [...puts.map(({ key }) => key), ...deletes].filter(isCounted);
  const committed = await scratch.commit({
    checks: checks.map(({ key }) => ({ key, version: layers.get(key)?.record.version ?? "" })),
    puts: [
      // Without `keepUntil`: if the deletion expired, the record in `base` would be seen again.
      ...puts.map((put) => (isBelow(put.key) ? { ...put, keepUntil: undefined } : put)),
      ...deletes.filter(isBelow).map((key) => ({ key, value: null })),
    ],
    deletes: [...deletes.filter((key) => !isBelow(key)), ...counted.map(countKey)],
    adds: adds.map((add) => addOver(add, layers.get(add.key))),
  });
  if (typeof committed === "string") return committed;
  return { full: adds.find(({ key }) => countKey(key) === committed.full)?.key ?? committed.full };
}

function addOver(
  { key, max, ...add }: Change["adds"][number],
  layers: Layers | undefined,
): Change["adds"][number] {
  const { version, value } = visible(layers, key);
  if (version !== "") throw noCounter(key);
  const below = Number(value ?? 0) - Number(layers?.count ?? 0);
  return { ...add, key: countKey(key), ...(max !== undefined && { max: max - below }) };
}

async function scanOver(
  below: readonly Store[],
  scratch: Store,
  collection: string,
  page: Page,
): Promise<readonly Entry[]> {
  const found: Entry[] = [];
  let after = page.after;
  while (found.length < page.limit) {
    const part = { ...page, ...(after !== undefined && { after }) };
    const stores = [...below, scratch];
    const lists = await Promise.all(stores.map((store) => store.scan(collection, part)));
    const order = orderOf(page);
    // A store that filled its page may have more entries after its last one.
    const ends = lists.flatMap((list) => list[page.limit - 1]?.key ?? []);
    const [horizon] = ends.sort(order);
    const merged = new Map(lists.flat().map((entry) => [entry.key, entry]));
    const [records = []] = lists.slice(-1);
    for (const entry of records) {
      if (typeof entry.value === "string") merged.set(entry.key, liftedOf(entry, entry.value));
      else merged.delete(entry.key);
    }
    const entries = [...merged.values()].sort((one, other) => order(one.key, other.key));
    found.push(...entries.filter(({ key }) => horizon === undefined || order(key, horizon) <= 0));
    if (horizon === undefined) break;
    after = horizon;
  }
  return found.slice(0, page.limit);
}

function orderOf({ reverse }: Page): (one: Key, other: Key) => number {
  const sign = reverse ? -1 : 1;
  return (one, other) => sign * Buffer.compare(Buffer.from(one), Buffer.from(other));
}

function keysOf({ checks, puts, deletes, adds }: Change): readonly Key[] {
  const keys = [...checks, ...puts, ...adds].map(({ key }) => key);
  return [...new Set([...keys, ...deletes])];
}

// The longest keys have no room for the `+`; no counter has such a key.
function isShortEnough(key: Key): boolean {
  return Buffer.byteLength(key) <= longestKeyBytes;
}

function countKey(key: Key): Key {
  const collection = collectionOf(key);
  return `${collection}+${key.slice(collection.length)}`;
}

function absent(key: Key): Entry {
  return { key, version: "" };
}
