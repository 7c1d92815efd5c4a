import type { Change, Entry, Json, Key } from "../store/store.ts";
import { factsIn, type Entries, type Facts } from "./facts.ts";

/** Facts that several commands change one after another, to be committed as one change. */
export type Draft = {
  /** What was read, with what was taken in since. */
  readonly facts: Facts;
  /** Takes in what a command decided on these facts. */
  readonly take: (change: Partial<Change>) => void;
  /** All that was taken in; nothing when nothing was. */
  change(): Change | undefined;
};

/** Entries that were read together, and nothing else. */
export function entriesOf(read: Iterable<Entry>): Entries {
  const entries = new Map<Key, Entry>();
  for (const entry of read) entries.set(entry.key, entry);
  return {
    entry: (key) => entries.get(key) ?? { key, version: "" },
    under: (prefix) => [...entries.values()].filter((entry) => isThereUnder(entry, prefix)),
  };
}

/** Begins a draft on entries, or on the facts of another draft, which it leaves as they are. */
export function createDraft(base: Entries): Draft {
  const written = new Map<Key, Json | undefined>();
  const checked = new Map<Key, string>();
  const added = new Map<Key, { by: number; max?: number | undefined }>();

  const entry = (key: Key): Entry => {
    const before = base.entry(key);
    const add = added.get(key);
    if (add !== undefined) return { key, version: "", value: Number(before.value ?? 0) + add.by };
    if (!written.has(key)) return before;
    const value = written.get(key);
    return { key, version: before.version, ...(value !== undefined && { value }) };
  };
  const under = (prefix: string): readonly Entry[] => [
    ...base.under(prefix).filter(({ key }) => !written.has(key)),
    ...[...written.keys()].map(entry).filter((each) => isThereUnder(each, prefix)),
  ];
  return {
    facts: factsIn({ entry, under }),
    take({ checks = [], puts = [], deletes = [], adds = [] }) {
      for (const { key, version } of checks) checked.set(key, version);
      for (const { key, value } of puts) written.set(key, value);
      for (const key of deletes) written.set(key, undefined);
      for (const { key, by, max } of adds) {
        const before = added.get(key);
        added.set(key, { by: (before?.by ?? 0) + by, max: max ?? before?.max });
      }
    },
    change: () =>
      written.size === 0 && added.size === 0
        ? undefined
        : {
            checks: [...checked].map(([key, version]) => ({ key, version })),
            puts: [...written].flatMap(([key, value]) =>
              value === undefined ? [] : [{ key, value }],
            ),
            deletes: [...written].flatMap(([key, value]) => (value === undefined ? [key] : [])),
            // A counter that in the end loses is not held to its maximum.
            adds: [...added].map(([key, { by, max }]) => ({ key, by, ...(by >= 0 && { max }) })),
          },
  };
}

function isThereUnder({ key, value }: Entry, prefix: string): boolean {
  return value !== undefined && key.startsWith(prefix);
}
