import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Json, Store } from "../../src/store/store.ts";

type KeptEntry = { readonly key: string; readonly value: Json; readonly kept?: true };

/** All that a store of version 0 held; see `version-0/README.md`. */
export const entriesOfVersion0: readonly KeptEntry[] = readFileSync(
  join(import.meta.dirname, "version-0/entries.jsonl"),
  "utf8",
)
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line) as KeptEntry);

/** Fills an empty store with what a release of version 0 has written. */
export async function fillWithVersion0(store: Store): Promise<void> {
  const keepUntil = Date.now() + 86_400_000;
  const records = entriesOfVersion0.map(({ kept, ...entry }) => ({
    ...entry,
    keepUntil: kept && keepUntil,
  }));
  await store.commit({
    checks: [{ key: "settings", version: "" }],
    puts: records.filter(({ value }) => typeof value === "object"),
    deletes: [],
    adds: records.flatMap(({ value, ...entry }) =>
      typeof value === "number" ? [{ ...entry, by: value }] : [],
    ),
  });
}
