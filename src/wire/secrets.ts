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
