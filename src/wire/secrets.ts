import { createSecretKey, type KeyObject } from "node:crypto";
import { RefusedError } from "./refusal.ts";

/** A decoded EncodingAESKey, ready for the cipher. */
export type CallbackKey = {
  /** 32 bytes, held so that printing or serialising shows nothing. */
  readonly aes: KeyObject;
  /** The first 16 bytes of the key (PROTOCOL §1.4). */
  readonly iv: Uint8Array;
};

/** What an account and the platform share about one callback URL. */
export type Secrets = {
  readonly kind: "enterprise" | "official";
  /** CorpID, SuiteId or AppID: what stands at the end of every ciphertext. */
  readonly receiveId: string;
  readonly token: string;
  /** Only an official account in plain mode can do without. */
  readonly key: CallbackKey | undefined;
};

/**
 * Reads an EncodingAESKey: exactly 43 letters and digits, refused as `key` (-40004) otherwise.
 * Most real keys are not canonical Base64, so spare bits in the last character are accepted
 * (PROTOCOL §1.4, gotcha B).
 */
export function readKey(encodingAESKey: string): CallbackKey {
  if (!/^[A-Za-z0-9]{43}$/.test(encodingAESKey)) throw new RefusedError("key");
  const bytes = Buffer.from(encodingAESKey, "base64");
  return { aes: createSecretKey(bytes), iv: bytes.subarray(0, 16) };
}

/** Returns the key of a callback that must be encrypted, or refuses it as `key`. */
export function keyOf(secrets: Secrets): CallbackKey {
  if (secrets.key === undefined) throw new RefusedError("key");
  return secrets.key;
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const base = BigInt(letters.length);

/**
 * Makes an EncodingAESKey from 32 random bytes by writing them in base 62, which needs at most 43
 * digits; like the platform's own keys, most are not canonical Base64.
 */
export function makeEncodingAESKey(random32: Uint8Array): string {
  if (random32.length !== 32) throw new RangeError("an EncodingAESKey is made of 32 random bytes");
  let rest = BigInt(`0x${Buffer.from(random32).toString("hex")}`);
  let key = "";
  for (let place = 0; place < 43; place += 1) {
    key += letters.charAt(Number(rest % base));
    rest /= base;
  }
  return key;
}
