import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { createTurns } from "./turns.ts";

const cost = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 } as const;
const bytes = 32;

/** Runs what hashes: each takes 128 MiB and half a second, so two at once are enough for a process. */
export const hashing = createTurns({ atOnce: 2, waiting: 32, waitingEach: 8 });

/** Makes a password that nobody guesses: 20 letters and digits, in groups of five. */
export function newPassword(): string {
  const alphabet = "abcdefghjkmnpqrstuvwxyz23456789";
  // 31 letters; bytes from 248 on are thrown away, so that each letter is as likely.
  const letters: string[] = [];
  while (letters.length < 20) {
    for (const byte of randomBytes(32)) {
      if (byte < 248 && letters.length < 20) letters.push(alphabet.charAt(byte % 31));
    }
  }
  return (letters.join("").match(/.{5}/g) ?? []).join("-");
}

/** Hashes a password with scrypt (N=2^17, r=8, p=1: OWASP); the parameters stand in the result. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt);
  return ["scrypt", cost.N, cost.r, cost.p, salt.toString("base64"), hash.toString("base64")].join(
    "$",
  );
}

/** Judges a password. Without a hash it takes as long, and is wrong. */
export async function isPassword(password: string, hashed: string | undefined): Promise<boolean> {
  const [, , , , salt, hash] = (hashed ?? `scrypt$0$0$0$${"A".repeat(22)}==$`).split("$");
  const derived = await derive(password, Buffer.from(salt ?? "", "base64"));
  const expected = Buffer.from(hash ?? "", "base64");
  return expected.length === bytes && timingSafeEqual(derived, expected);
}

function derive(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize("NFKC"), salt, bytes, cost, (error, derived) => {
      if (error === null) resolve(derived);
      else reject(error);
    });
  });
}
