import type { Put, Store } from "../store/store.ts";
import { kinds } from "./kinds.ts";
import type { Migration, MigrationParts } from "./migrations/migration.ts";
import { toStandings } from "./migrations/to-standings.ts";
import { recordsOfKind } from "./record.ts";
import { settingsKey } from "./settings.ts";

/** The version of what a store holds is not one that this program can work with. */
export class StoreVersionError extends Error {
  override readonly name = "StoreVersionError";
}

/** In order; the first takes a store of version 0 to version 1, and so on. */
const migrations: readonly Migration[] = [toStandings];

/** The version of what this program writes. */
export const storeVersion = migrations.length;

const versions = recordsOfKind<{ readonly migrations: number }>(kinds.version);

/** Writes down how many migrations the store has been through. */
export function putStoreVersion(count: number): Put {
  return versions.put(kinds.version.name, { migrations: count });
}

/**
 * Brings a store that an earlier version wrote into the form that this one knows. Each migration can
 * be begun again: it may be ended in its middle, and two processes may do it at once. Returns from
 * which version it came; undefined: there was nothing to do. Throws `StoreVersionError` with one
 * line when a later version has written it.
 */
export async function migrate(parts: MigrationParts): Promise<number | undefined> {
  const { store } = parts;
  const found = await versionOf(store);
  if (found === undefined || found === storeVersion) return undefined;
  for (let version = found; version < storeVersion; version += 1) {
    await migrations[version]?.(parts);
    const puts = [putStoreVersion(version + 1)];
    await store.commit({ checks: [], puts, deletes: [], adds: [] });
  }
  return found;
}

/** Throws `StoreVersionError` with one line when the store is not in the form that this version knows. */
export async function refuseOtherVersion(store: Store): Promise<void> {
  const found = await versionOf(store);
  if (found === undefined || found === storeVersion) return;
  throw new StoreVersionError(
    `${store.label} was written by the version before this one; start the server of this version once, which brings it up to date`,
  );
}

/** Undefined: nothing is stored yet. */
async function versionOf(store: Store): Promise<number | undefined> {
  const [version, settings] = await store.read([kinds.version.name, settingsKey]);
  const found = versions.read(version)?.migrations;
  if (found === undefined) return settings?.value === undefined ? undefined : 0;
  if (found <= storeVersion) return found;
  throw new StoreVersionError(
    `${store.label} was written by a later version of this program (its data have version ${found}, this one knows up to ${storeVersion}); start that version, or a later one`,
  );
}
