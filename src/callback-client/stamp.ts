import { randomBytes } from "node:crypto";
import type { Stamp } from "../wire/envelope.ts";

/** Stamps a push as of a moment of the real clock, ms, with a nonce and a random of its own. */
export function freshStamp(realNow: number): Stamp {
  return {
    timestamp: Math.floor(realNow / 1000),
    nonce: randomBytes(5).readUIntBE(0, 5).toString(),
    random: randomBytes(8).toString("hex"),
  };
}

/** Makes a MsgId, 63 bits as the platform's. */
export function freshMessageId(): string {
  return (randomBytes(8).readBigUInt64BE() >> 1n).toString();
}

/** Makes the openid of somebody new, shaped like the platform's. */
export function freshOpenid(): string {
  return `o${randomBytes(20).toString("base64url")}`;
}
