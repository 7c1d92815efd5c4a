import { BadInputError } from "../domain/bad-input.ts";
import { loginsKey, putLogins, readLogins, type Logins } from "../records/logins.ts";
import type { Store } from "../store/store.ts";

const freeTries = 5;
const longestWaitMs = 15 * 60_000;
const perAddress = 100;

/**
 * Counts a try at a password before it is judged, and refuses it when it comes too soon: after 5
 * wrong ones a wait of 1 s that doubles up to 15 minutes for the name, 100 in 12 hours for an
 * address. Throws `throttled`.
 */
export async function countTry(
  store: Store,
  name: string,
  address: string,
  now: number,
): Promise<void> {
  const keys = [loginsKey("name", name), loginsKey("address", address)] as const;
  for (;;) {
    const entries = await store.read(keys);
    const [byName, byAddress] = [readLogins(entries[0], now), readLogins(entries[1], now)];
    const seconds = Math.ceil((waitUntil(byName) - now) / 1000);
    if (seconds > 0) throw tooSoon(`again in ${seconds} seconds`);
    if (byAddress.wrong >= perAddress) throw tooSoon("again in 12 hours, or from another address");
    const committed = await store.commit({
      checks: keys.map((key, index) => ({ key, version: entries[index]?.version ?? "" })),
      puts: [
        putLogins(keys[0], { wrong: byName.wrong + 1, last: now }),
        putLogins(keys[1], { wrong: byAddress.wrong + 1, last: now }),
      ],
      deletes: [],
      adds: [],
    });
    if (committed === "done") return;
  }
}

/** Forgets the wrong tries of a name and an address after the right password. */
export async function forgetTries(store: Store, name: string, address: string): Promise<void> {
  const deletes = [loginsKey("name", name), loginsKey("address", address)];
  await store.commit({ checks: [], puts: [], deletes, adds: [] });
}

function waitUntil({ wrong, last }: Logins): number {
  if (wrong < freeTries) return 0;
  return last + Math.min(longestWaitMs, 1000 * 2 ** (wrong - freeTries));
}

function tooSoon(when: string): BadInputError {
  return new BadInputError(`too many wrong passwords; try ${when}`, "throttled");
}
