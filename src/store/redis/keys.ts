import { collectionOf, type Key } from "../store.ts";

/** The names of one account's keys. All have the hash tag `{account}`, so they share a slot. */
export type RedisKeys = {
  /** A key of the port: `{account}:members/zhang.wei`. */
  readonly of: (key: Key) => string;
  /** The key of the port that a key of this account stands for. */
  readonly keyOf: (name: string) => Key;
  /** The version of the last commit. */
  readonly commit: string;
  /** The ids of a scanned collection, a ZSET in which all scores are 0. */
  readonly index: (collection: string) => string;
  /** Where what is to take a world's place waits, as a list, and what did so last. */
  readonly next: (name: string) => string;
  readonly last: string;
  /** Where the names of watched collections are published. */
  readonly channel: string;
  /** A pattern for SCAN: the keys of a collection. */
  readonly pattern: (collection: string) => string;
};

/** Names the keys of an account; `#` begins what is no key of the port. */
export function redisKeysOf(account: string): RedisKeys {
  if (account === "") throw new Error("An account must have an id: its keys are named after it");
  // Braces within the account would end the hash tag too early.
  const tag = `{${encodeURIComponent(account)}}:`;
  return {
    of: (key) => tag + key,
    keyOf: (name) => name.slice(tag.length),
    commit: `${tag}#commit`,
    index: (collection) => `${tag}#ids/${collection}`,
    next: (name) => `${tag}#next/${name}`,
    last: `${tag}#last`,
    channel: `${tag}#touched`,
    pattern: (collection) => `${`${tag}${collection}/`.replace(/[*?[\]\\]/g, "\\$&")}*`,
  };
}

/** The part of a key after its collection: what the index of the collection holds. */
export function idOf(key: Key): string {
  return key.slice(collectionOf(key).length + 1);
}
