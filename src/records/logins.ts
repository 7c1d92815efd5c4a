import type { Change, Entry, Key } from "../store/store.ts";
import { readRecord, recordOf } from "./record.ts";

const shape = 1;
const rememberedMs = 12 * 3_600_000;

/** Wrong passwords in a row, for one name or from one address. Real clock, ms. */
export type Logins = { readonly wrong: number; readonly last: number };

const none: Logins = { wrong: 0, last: 0 };

/** Where wrong passwords are counted. */
export function loginsKey(by: "name" | "address", value: string): Key {
  return `logins/${by}:${value}`;
}

/** Reads the count; it is forgotten 12 hours after the last wrong password. */
export function readLogins(entry: Entry | undefined, now: number): Logins {
  const logins = readRecord<Logins>(entry, shape) ?? none;
  return now - logins.last < rememberedMs ? logins : none;
}

/** Writes the count down. */
export function putLogins(key: Key, logins: Logins): Change["puts"][number] {
  return { key, value: recordOf(logins, shape), keepUntil: logins.last + rememberedMs };
}
