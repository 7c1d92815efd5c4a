import { ThrottledError } from "../../domain/bad-input.ts";
import { waitUntil, type Logins } from "../../domain/sign-in.ts";
import { kinds } from "../../records/kinds.ts";
import {
  isOfStrangers,
  loginsKey,
  loginsPrefix,
  nameOfLogins,
  putLogins,
  readLogins,
} from "../../records/logins.ts";
import { everyPage } from "../../store/every-page.ts";
import type { Entry, Key, Store } from "../../store/store.ts";

/** Who tries a password: a network, or a browser that has signed in with that name before. */
export type Trier =
  | { readonly name: string; readonly network: string }
  | { readonly name: string; readonly browser: string };

/** Refuses a try that comes too soon, without counting it. Throws `ThrottledError`. */
export async function refuseTooSoon(store: Store, trier: Trier, now: number): Promise<void> {
  refuse(await countsOf(store, trier, now), now);
}

/**
 * Counts a try at a password before it is judged, and refuses it when it comes too soon. A browser
 * that has signed in before is counted by itself, and held up by nobody else; all others by name and
 * network together, and beside that by name. Throws `ThrottledError`.
 */
export async function countTry(store: Store, trier: Trier, now: number): Promise<void> {
  await changeCounts(store, trier, now, (counts) => {
    refuse(counts, now);
    return counts.map(({ key, logins }) => putLogins(key, { wrong: logins.wrong + 1, last: now }));
  });
}

/** Forgets the wrong tries of whoever knew the right password; of all strangers' only the last. */
export async function forgetTries(store: Store, trier: Trier, now: number): Promise<void> {
  await changeCounts(store, trier, now, (counts) =>
    counts.map(({ key, logins }, index) =>
      putLogins(key, { ...logins, wrong: index === 0 ? 0 : Math.max(0, logins.wrong - 1) }),
    ),
  );
}

/** What was lifted: for how many names, and how many had to wait. */
export type Lifted = { readonly names: readonly string[]; readonly waits: number };

/** Forgets all wrong tries, or those of a name. */
export async function liftWaits(
  store: Store,
  name: string | undefined,
  now: number,
): Promise<Lifted> {
  const page = { limit: 1_000, ...(name !== undefined && { prefix: loginsPrefix(name) }) };
  const names = new Set<string>();
  let waits = 0;
  for await (const found of everyPage(store, kinds.logins.name, page)) {
    for (const entry of found) {
      if (waitUntil(readLogins(entry, now), isOfStrangers(entry.key)) <= now) continue;
      names.add(nameOfLogins(entry.key));
      waits += 1;
    }
    const deletes = found.map(({ key }) => key);
    await store.commit({ checks: [], puts: [], deletes, adds: [] });
  }
  return { names: [...names], waits };
}

type Count = { readonly key: Key; readonly entry: Entry | undefined; readonly logins: Logins };

async function countsOf(store: Store, trier: Trier, now: number): Promise<readonly Count[]> {
  const { name } = trier;
  const keys =
    "browser" in trier
      ? [loginsKey(name, { browser: trier.browser })]
      : [loginsKey(name, { network: trier.network }), loginsKey(name, "strangers")];
  const entries = await store.read(keys);
  return keys.map((key, index) => {
    const entry = entries[index];
    return { key, entry, logins: readLogins(entry, now) };
  });
}

async function changeCounts(
  store: Store,
  trier: Trier,
  now: number,
  change: (counts: readonly Count[]) => ReturnType<typeof putLogins>[],
): Promise<void> {
  for (;;) {
    const counts = await countsOf(store, trier, now);
    const committed = await store.commit({
      checks: counts.map(({ key, entry }) => ({ key, version: entry?.version ?? "" })),
      puts: change(counts),
      deletes: [],
      adds: [],
    });
    if (committed === "done") return;
  }
}

function refuse(counts: readonly Count[], now: number): void {
  const until = Math.max(...counts.map(({ key, logins }) => waitUntil(logins, isOfStrangers(key))));
  const seconds = Math.ceil((until - now) / 1000);
  if (seconds <= 0) return;
  const wait = `${seconds} ${seconds === 1 ? "second" : "seconds"}`;
  throw new ThrottledError(
    `too many wrong passwords; try again in ${wait}, or lift the wait on the server: npm run admin -- unlock`,
    seconds,
  );
}
