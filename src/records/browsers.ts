import { isKnownSince } from "../domain/sign-in.ts";
import type { Entry, Key, Put } from "../store/store.ts";
import type { Administrator } from "./administrators.ts";
import { kinds } from "./kinds.ts";
import { recordsOfKind } from "./record.ts";
import { secretDigest } from "./secret-ids.ts";

type Browser = {
  readonly administrator: string;
  /** Digest of the password's hash, so that a new password makes all browsers unknown. */
  readonly password: string;
  readonly since: number;
};

const browsers = recordsOfKind<Browser>(kinds.browsers);

/** Returns the key of a browser that has signed in: a digest, so that the store shows no cookie. */
export function browserKey(id: string): Key {
  return browsers.key(secretDigest(id));
}

/** Says whether a browser has signed in as an administrator, with the password of now. */
export function isKnownBrowser(
  entry: Entry | undefined,
  administrator: Administrator | undefined,
  now: number,
): boolean {
  const browser = browsers.read(entry);
  if (browser === undefined || administrator === undefined) return false;
  const isOfNow = browser.password === secretDigest(administrator.password);
  return (
    isOfNow && browser.administrator === administrator.name && isKnownSince(browser.since, now)
  );
}

/** Writes down that a browser has signed in. */
export function putBrowser(id: string, { name, password }: Administrator, now: number): Put {
  const browser = { administrator: name, password: secretDigest(password), since: now };
  return browsers.put(browserKey(id), browser, now + kinds.browsers.keptUntil.ms);
}
