import type { Change, Entry, Key } from "../store/store.ts";
import { readRecord, recordOf } from "./record.ts";

const shape = 1;
const rememberedMs = 12 * 3_600_000;
const freeTries = 5;
const freeTriesOfName = 20;
const longestWaitMs = 15 * 60_000;

/** Wrong passwords in a row, by one of whom `loginsKey` counts. Real clock, ms. */
export type Logins = { readonly wrong: number; readonly last: number };

/**
 * Whose wrong passwords for a name are counted together: those of one network, of one browser that
 * has signed in before, or of all that are not such a browser.
 */
export type Tried = { readonly network: string } | { readonly browser: string } | "strangers";

const none: Logins = { wrong: 0, last: 0 };

/** Where wrong passwords for a name are counted. */
export function loginsKey(name: string, by: Tried): Key {
  const whose = by === "strangers" ? by : Object.entries(by).flat().join(":");
  return `logins/${loginsPrefix(name)}${whose}`;
}

/** What the ids of all counts of a name begin with. */
export function loginsPrefix(name: string): string {
  // Encoded, so that no name begins with another and a slash.
  return `${encodeURIComponent(name)}/`;
}

/** Says whose name a count is of. */
export function nameOfLogins(key: Key): string {
  return decodeURIComponent(key.split("/", 2)[1] ?? "");
}

/**
 * Reads the count; it is forgotten 12 hours after the last wrong password. One from the future was
 * written before a clock was set back, or by a process whose clock is ahead: within the longest
 * wait it counts, beyond that it would hold for no reason.
 */
export function readLogins(entry: Entry | undefined, now: number): Logins {
  const logins = readRecord<Logins>(entry, shape) ?? none;
  const age = now - logins.last;
  return age < rememberedMs && age >= -longestWaitMs ? logins : none;
}

/** Writes the count down. */
export function putLogins(key: Key, logins: Logins): Change["puts"][number] {
  return { key, value: recordOf(logins, shape), keepUntil: logins.last + rememberedMs };
}

/**
 * Says until when (ms) nobody of them may try: after 5 wrong passwords, 20 of all strangers
 * together, 1 s that doubles with each up to 15 minutes.
 */
export function waitUntil(key: Key, { wrong, last }: Logins): number {
  const free = key.endsWith("/strangers") ? freeTriesOfName : freeTries;
  return wrong < free ? 0 : last + Math.min(longestWaitMs, 1000 * 2 ** (wrong - free));
}
