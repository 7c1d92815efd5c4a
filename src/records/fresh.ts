import type { Settings } from "../domain/settings.ts";
import type { Store } from "../store/store.ts";
import { allKinds } from "./kinds.ts";
import { readRecord } from "./record.ts";
import { putSettings, settingsKey } from "./settings.ts";

/**
 * Makes sure at a start that this program knows what the store holds. Throws `UnknownShapeError`
 * with one line when another version wrote it; looks at the first and the last record of each kind
 * that can be listed, and at every record that stands alone.
 */
export async function checkShapes(store: Store): Promise<void> {
  const alone = allKinds.filter(({ id }) => id === undefined);
  const entries = await store.read(alone.map(({ name }) => name));
  alone.forEach((kind, index) => readRecord(entries[index], kind));
  for (const kind of allKinds.filter(({ scanned }) => scanned)) {
    const [first] = await store.scan(kind.name, { limit: 1 });
    const [last] = await store.scan(kind.name, { limit: 1, reverse: true });
    for (const entry of [first, last]) readRecord(entry, kind);
  }
}

/** Fills a new store with settings. Answers whether it was new; stored settings always win. */
export async function fillNewStore(store: Store, settings: Settings): Promise<boolean> {
  const committed = await store.commit({
    checks: [{ key: settingsKey, version: "" }],
    puts: [putSettings(settings)],
    deletes: [],
    adds: [],
  });
  return committed === "done";
}
