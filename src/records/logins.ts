import { stillCounts, type Logins } from "../domain/sign-in.ts";
import type { Entry, Key, Put } from "../store/store.ts";
import { kinds } from "./kinds.ts";
import { readRecord, recordOf } from "./record.ts";

/**
 * Whose wrong passwords for a name are counted together: those of one network, of one browser that
 * has signed in before, or of all that are not such a browser.
 */
export type Tried = { readonly network: string } | { readonly browser: string } | "strangers";

const none: Logins = { wrong: 0, last: 0 };

/** Where wrong passwords for a name are counted. */
export function loginsKey(name: string, by: Tried): Key {
  const whose = by === "strangers" ? by : Object.entries(by).flat().join(":");
  return `${kinds.logins.name}/${loginsPrefix(name)}${whose}`;
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

/** Says whether a count is that of all strangers together. */
export function isOfStrangers(key: Key): boolean {
  return key.endsWith("/strangers");
}

/** Reads the count; none when it counts no more. */
export function readLogins(entry: Entry | undefined, now: number): Logins {
  const logins = readRecord<Logins>(entry, kinds.logins) ?? none;
  return stillCounts(logins, now) ? logins : none;
}

/** Writes the count down. */
export function putLogins(key: Key, logins: Logins): Put {
  return {
    key,
    value: recordOf(logins, kinds.logins),
    keepUntil: logins.last + kinds.logins.keptUntil.ms,
  };
}
