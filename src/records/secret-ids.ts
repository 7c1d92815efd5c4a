import { createHash, randomBytes } from "node:crypto";

/** Makes an id that lets its bearer in: 256 random bits. */
export function newSecretId(): string {
  return randomBytes(32).toString("base64url");
}

/** Names a secret where it must not be read: 64 hex digits, of which nobody finds the secret. */
export function secretDigest(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
