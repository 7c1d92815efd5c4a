import { isUtf8 } from "node:buffer";
import { createCipheriv, createDecipheriv } from "node:crypto";
import { RefusedError } from "./refusal.ts";
import type { CallbackKey } from "./secrets.ts";
import { readableText } from "./utf8.ts";

const algorithm = "aes-256-cbc";
const randomBytes = 16;
const lengthBytes = 4;
const headBytes = randomBytes + lengthBytes;
const paddingBlock = 32;

/** What a ciphertext holds. */
export type Decrypted = { readonly text: string; readonly receiveId: string };

/**
 * Encrypts a text into the platform's Base64: random, length, text, receive id, PKCS#7 with blocks
 * of 32 bytes, AES-256-CBC (PROTOCOL §1.4). `random` is 16 ASCII characters.
 */
export function encrypt(key: CallbackKey, receiveId: string, text: string, random: string): string {
  // A UTF-16 unit has at most three bytes of UTF-8.
  const most = headBytes + 3 * (text.length + receiveId.length) + paddingBlock;
  const plain = Buffer.allocUnsafe(most);
  if (plain.write(random) !== randomBytes) throw new RangeError("random must be 16 bytes");
  const textBytes = plain.write(text, headBytes);
  if (!text.isWellFormed()) writeHalves(plain.subarray(headBytes), text);
  plain.writeUInt32BE(textBytes, randomBytes);
  const bytes = headBytes + textBytes + plain.write(receiveId, headBytes + textBytes);
  const padding = paddingBlock - (bytes % paddingBlock);
  plain.fill(padding, bytes, bytes + padding);
  // Whole blocks all come out of update; final would add nothing, here and below.
  const cipher = createCipheriv(algorithm, key.aes, key.iv).setAutoPadding(false);
  return cipher.update(plain.subarray(0, bytes + padding)).toString("base64");
}

/**
 * Decrypts the platform's Base64, strictly; call it only after the signature was found right.
 * Refuses `base64`, `cipher-length`, `padding`, `length-field` and `not-readable`.
 */
export function decrypt(key: CallbackKey, base64: string): Decrypted {
  const { text, receiveId } = take(key, base64);
  return { text: readUtf8(text), receiveId: readUtf8(receiveId) };
}

/** Decrypts what was meant for this receive id, letter for letter, or refuses it as `receive-id`. */
export function decryptFor(key: CallbackKey, receiveId: string, base64: string): string {
  return readUtf8(bytesFor(key, receiveId, base64));
}

/** The same for a message, in which people may have pasted anything: what is no text is left out. */
export function decryptMessageFor(key: CallbackKey, receiveId: string, base64: string): string {
  return readableText(bytesFor(key, receiveId, base64));
}

/**
 * Decrypts to the bytes as they are, padding and all, for whoever wants to know why `decrypt`
 * refuses them. Refuses `base64` and `cipher-length`.
 */
export function decryptToBytes(key: CallbackKey, base64: string): Uint8Array {
  return decipher(key, strictBytes(base64));
}

// Half a surrogate pair is no UTF-8, and yet the platform sends what people have pasted. Node writes
// U+FFFD in its place, of three bytes as well.
function writeHalves(plain: Buffer, text: string): void {
  let at = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0xd800 && code <= 0xdfff) {
      plain.set([0xed, 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)], at);
    }
    at += Buffer.byteLength(character);
  }
}

function bytesFor(key: CallbackKey, receiveId: string, base64: string): Buffer {
  const found = take(key, base64);
  if (readUtf8(found.receiveId) !== receiveId) throw new RefusedError("receive-id");
  return found.text;
}

function take(
  key: CallbackKey,
  base64: string,
): { readonly text: Buffer; readonly receiveId: Buffer } {
  const plain = decipher(key, strictBytes(base64));
  const end = plain.length - paddingOf(plain);
  const textEnd = headBytes + plain.readUInt32BE(randomBytes);
  if (textEnd > end) throw new RefusedError("length-field");
  return { text: plain.subarray(headBytes, textEnd), receiveId: plain.subarray(textEnd, end) };
}

// Node skips what is not Base64; only a text that comes back letter for letter is it strictly.
function strictBytes(base64: string): Buffer {
  const bytes = Buffer.from(base64, "base64");
  if (bytes.toString("base64") !== base64) throw new RefusedError("base64");
  if (bytes.length < paddingBlock || bytes.length % 16 !== 0) {
    throw new RefusedError("cipher-length");
  }
  return bytes;
}

// OpenSSL's own unpadding knows blocks of 16 only; the official POST sample is padded by 30.
function decipher(key: CallbackKey, bytes: Buffer): Buffer {
  return createDecipheriv(algorithm, key.aes, key.iv).setAutoPadding(false).update(bytes);
}

function paddingOf(plain: Buffer): number {
  const padding = plain[plain.length - 1] ?? 0;
  if (padding < 1 || padding > paddingBlock) throw new RefusedError("padding");
  for (let at = plain.length - padding; at < plain.length; at += 1) {
    if (plain[at] !== padding) throw new RefusedError("padding");
  }
  return padding;
}

function readUtf8(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new RefusedError("not-readable");
  return bytes.toString("utf8");
}
