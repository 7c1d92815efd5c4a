import { defaultSettings, type Settings } from "../domain/settings.ts";
import type { Entry, Store } from "../store/store.ts";
import { accountKey, readAccount } from "./account.ts";
import { readAdministrator } from "./administrators.ts";
import { clockKey, readClockOffset } from "./clock.ts";
import { readConversation } from "./conversations.ts";
import { readFollower } from "./followers.ts";
import { readMember } from "./members.ts";
import { readOutgoing } from "./outbox.ts";
import { readReceived } from "./inbox.ts";
import { putSettings, readSettings, settingsKey } from "./settings.ts";

const readers: Readonly<Record<string, (entry: Entry) => unknown>> = {
  administrators: readAdministrator,
  conversations: readConversation,
  followers: readFollower,
  members: readMember,
  outbox: readOutgoing,
  inbox: readReceived,
};

/**
 * Makes sure at a start that this program knows what the store holds. Throws `UnknownShapeError`
 * with one line when another version wrote it; looks at one record of each kind.
 */
export async function checkShapes(store: Store): Promise<void> {
  const [settings, account, clock] = await store.read([settingsKey, accountKey, clockKey]);
  readSettings(settings, defaultSettings);
  readAccount(account);
  readClockOffset(clock);
  for (const [collection, read] of Object.entries(readers)) {
    const [first] = await store.scan(collection, { limit: 1 });
    const [last] = await store.scan(collection, { limit: 1, reverse: true });
    for (const entry of [first, last]) if (entry !== undefined) read(entry);
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
