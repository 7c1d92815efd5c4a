const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const base = BigInt(letters.length);

/**
 * Makes an EncodingAESKey from 32 random bytes by writing them in base 62, which needs at most 43
 * digits; like the platform's own keys, most are not canonical Base64.
 */
export function makeEncodingAESKey(random32: Uint8Array): string {
  let rest = BigInt(`0x${Buffer.from(random32).toString("hex")}`);
  let key = "";
  for (let place = 0; place < 43; place += 1) {
    key += letters.charAt(Number(rest % base));
    rest /= base;
  }
  return key;
}
