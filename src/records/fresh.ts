import type { Account } from "../domain/account.ts";
import type { Settings } from "../domain/settings.ts";
import type { Store } from "../store/store.ts";
import { accountKey, putAccount } from "./account.ts";
import { allKinds } from "./kinds.ts";
import { readRecord } from "./record.ts";
import { putStoreVersion, refuseOtherVersion, storeVersion } from "./migrate.ts";
import { putSettings, settingsKey } from "./settings.ts";

/**
 * Makes sure that this program knows what the store holds. Throws `StoreVersionError` or
 * `UnknownShapeError` with one line when another version wrote it; looks at the first and the last record of each kind
 * that can be listed, and at every record that stands alone.
 */
export async function checkShapes(store: Store): Promise<void> {
  await refuseOtherVersion(store);
  const alone = allKinds.filter(({ id }) => id === undefined);
  const entries = await store.read(alone.map(({ name }) => name));
  alone.forEach((kind, index) => readRecord(entries[index], kind));
  for (const kind of allKinds.filter(({ scanned }) => scanned)) {
    const [first] = await store.scan(kind.name, { limit: 1 });
    const [last] = await store.scan(kind.name, { limit: 1, reverse: true });
    for (const entry of [first, last]) readRecord(entry, kind);
  }
}

/** What a new store is filled with, and what a reset of the simulated world goes back to. */
export type FreshStore = { readonly settings: Settings; readonly account: Account };

/**
 * Writes settings and account down where they are missing; what is stored always wins. Answers
 * whether the store was new, which is one without settings.
 */
export async function fillNewStore(store: Store, fresh: FreshStore): Promise<boolean> {
  for (;;) {
    const entries = await store.read([settingsKey, accountKey]);
    const checks = entries.filter(({ value }) => value === undefined);
    if (checks.length === 0) return false;
    const isNew = checks.some(({ key }) => key === settingsKey);
    const puts = [
      ...(isNew ? [putSettings(fresh.settings), putStoreVersion(storeVersion)] : []),
      ...(checks.some(({ key }) => key === accountKey) ? [putAccount(fresh.account)] : []),
    ];
    if ((await store.commit({ checks, puts, deletes: [], adds: [] })) === "done") return isNew;
  }
}
