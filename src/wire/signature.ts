import { hash, timingSafeEqual } from "node:crypto";
import { RefusedError } from "./refusal.ts";

/** Signs the parts as the platform does: SHA-1, hex, of their sorted concatenation (PROTOCOL §1.3). */
export function sign(parts: readonly string[]): string {
  // Sorting by UTF-16 units is byte order here: of all parts only the token may not be ASCII.
  return hash("sha1", parts.toSorted().join(""), "hex");
}

/** Tells whether a signature is the expected one, in a time that says nothing about where it differs. */
export function signatureMatches(expected: string, given: string): boolean {
  const right = Buffer.from(expected);
  const tried = Buffer.from(given);
  return right.length === tried.length && timingSafeEqual(right, tried);
}

/** Refuses as `signature` what does not sign these parts. */
export function checkSignature(parts: readonly string[], given: string): void {
  if (!signatureMatches(sign(parts), given)) throw new RefusedError("signature");
}
