import { collectionOf, type Collections, type Change, type Fresh, type Key } from "./store.ts";

/** The longest key, in UTF-8 bytes: what LMDB takes, less what its indexes add. */
export const longestKeyBytes = 1024;

const latestDate = 8_640_000_000_000_000;

/** Throws when a key is none that both engines keep: empty, too long, or no well-formed text. */
export function refuseBadKey(key: Key): void {
  // A character has at most three UTF-8 bytes a UTF-16 unit, so most keys need no counting.
  const long = key.length * 3 > longestKeyBytes && Buffer.byteLength(key) > longestKeyBytes;
  if (long) throw new Error(`A key may have ${longestKeyBytes} bytes, not more: ${kindOf(key)}`);
  if (key === "") throw new Error("A key must not be empty");
  // Both engines write U+FFFD for a lone surrogate, so two keys would become one.
  if (!key.isWellFormed()) throw new Error(`Half a character in a key: ${kindOf(key)}`);
}

/** Throws when a change breaks the rules of the port; both engines then keep nothing of it. */
export function refuseBadChange({ checks, puts, deletes, adds }: Change): void {
  for (const { key } of checks) refuseBadKey(key);
  const written = new Set<Key>();
  for (const { key, keepUntil } of puts) {
    refuseTwice(key, written);
    refuseBadMoment(key, keepUntil);
  }
  for (const key of deletes) refuseTwice(key, written);
  for (const { key, by, max, keepUntil } of adds) {
    refuseTwice(key, written);
    refuseBadMoment(key, keepUntil);
    refuseBadNumber(key, Number.isNaN(max) ? NaN : by);
  }
  const [add] = adds;
  if (add !== undefined && checks.length === 0) {
    throw new Error(`What adds needs a check, or a lost reply counts twice: ${kindOf(add.key)}`);
  }
}

/** Throws when what comes in the place of collections breaks those rules. */
export function refuseBadFresh({ puts, counts }: Fresh): void {
  const written = new Set<Key>();
  for (const { key } of [...puts, ...counts]) refuseTwice(key, written);
  for (const { key, count } of counts) refuseBadNumber(key, count);
}

/** Throws when a collection cannot be scanned, for both engines alike. */
export function refuseUnscanned(collection: string, { scanned }: Collections): void {
  if (scanned.has(collection)) return;
  throw new Error(`${collection} cannot be scanned: it is not one of ${[...scanned].join(", ")}`);
}

function refuseTwice(key: Key, written: Set<Key>): void {
  refuseBadKey(key);
  if (written.has(key)) throw new Error(`A change names a key twice: ${kindOf(key)}`);
  written.add(key);
}

function refuseBadNumber(key: Key, number: number): void {
  if (Number.isSafeInteger(number)) return;
  throw new Error(`A counter counts in whole numbers: ${kindOf(key)}`);
}

function refuseBadMoment(key: Key, keepUntil: number | undefined): void {
  if (keepUntil === undefined || isMoment(keepUntil)) return;
  throw new Error(`keepUntil is no moment in ms (${keepUntil}): ${kindOf(key)}`);
}

function isMoment(ms: number): boolean {
  return ms >= 1 && ms <= latestDate;
}

/** What a key is of: the rest of it may be an openid or a contact, which must not reach a log. */
function kindOf(key: Key): string {
  const collection = collectionOf(key);
  return collection.length > 60 ? `${collection.slice(0, 60)}…` : collection;
}
