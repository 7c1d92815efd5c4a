import { createHmac, timingSafeEqual } from "node:crypto";
import { contactKey } from "../domain/contact.ts";
import type { Challenge } from "../domain/conversation.ts";

/** Whose codes these are: the same challenge of another account has another code. */
export type CodeMaker = {
  /** The code of a follower's challenge: always the same, and nowhere kept. */
  codeOf(follower: string, challenge: Challenge): string;
  /** Judges a try in constant time. */
  isRight(follower: string, challenge: Challenge, tried: string): boolean;
};

/**
 * Derives codes: HMAC-SHA256 of the pepper over account, follower, contact and challenge id. So no
 * code lies in the store, the outbox, the inbox's record or a log, and a retried delivery carries
 * the same one. 64 bits modulo at most 10^10: the bias is below 10^-9.
 */
export function createCodeMaker(pepper: string, account: string): CodeMaker {
  function codeOf(follower: string, challenge: Challenge): string {
    const parts = [account, follower, contactKey(challenge.contact), challenge.id];
    const digest = createHmac("sha256", pepper).update(JSON.stringify(parts)).digest();
    const number = digest.readBigUInt64BE() % 10n ** BigInt(challenge.digits);
    return number.toString().padStart(challenge.digits, "0");
  }
  return {
    codeOf,
    isRight(follower, challenge, tried) {
      const expected = Buffer.from(codeOf(follower, challenge));
      const given = Buffer.from(tried);
      return expected.length === given.length && timingSafeEqual(expected, given);
    },
  };
}
