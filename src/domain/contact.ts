import { parsePhoneNumberFromString } from "libphonenumber-js";
import { bareText, fold } from "./folding.ts";

/** A phone number or e-mail, parsed and normalised: E.164 (`+8613800000001`), or lower case. */
export type Contact = { readonly channel: "sms" | "mail"; readonly to: string };

const mailLocal = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const mailDomain =
  /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;
const betweenDigits = /[\s().\-_~·,。]+/g;
// What is longer is no contact, however it is spaced, and is not looked at.
const longest = 128;

/** Returns a text folded (`fold`) and without spaces around it. */
export function plainText(text: string): string {
  return fold(text).trim();
}

/** Reads a phone number as people write it; China's is assumed where no country is written. */
export function parseMobile(text: string): Contact | undefined {
  const bare = bareContact(text);
  const digits = bare?.replace(/^tel:/i, "").replace(betweenDigits, "");
  if (digits === undefined || !/^\+?\d{5,17}$/.test(digits)) return undefined;
  const chinese = chineseMobile(digits);
  if (chinese !== undefined) return { channel: "sms", to: chinese };
  const number = parsePhoneNumberFromString(digits, "CN");
  return number?.isPossible() === true ? { channel: "sms", to: number.number } : undefined;
}

/** Reads digits that are a Chinese mobile, with the country or without. */
export function chineseMobile(digits: string): string | undefined {
  const national = /^(?:\+?(?:00)?86)?(1[3-9]\d{9})$/.exec(digits)?.[1];
  return national === undefined ? undefined : `+86${national}`;
}

/** Reads a bare e-mail address: no display name, no list, ASCII, at most 64 bytes. */
export function parseEmail(text: string): Contact | undefined {
  const bare = bareContact(text);
  const address = bare && tightMail(bare.replace(/^mailto:/i, ""));
  const at = address?.lastIndexOf("@") ?? -1;
  if (address === undefined || at < 1 || address.length > 64) return undefined;
  if (!mailLocal.test(address.slice(0, at)) || !mailDomain.test(address.slice(at + 1)))
    return undefined;
  return { channel: "mail", to: address };
}

/** Reads whichever kind of contact the text is, if it is one at all. */
export function parseContact(text: string): Contact | undefined {
  return parseMobile(text) ?? parseEmail(text);
}

/**
 * Writes an address, folded already, without the spaces that people type around its signs, `(at)`
 * as `@` and `。` as the dot that it looks like.
 */
export function tightMail(written: string): string {
  return written
    .toLowerCase()
    .replace(/ {0,3}(?:@|[([{<]at[)\]}>]) {0,3}/, "@")
    .replace(/(@[^.。@]*[.。]) {1,2}/, "$1")
    .replace(/ {1,3}([.。]) {0,3}/g, "$1")
    .replaceAll("。", ".");
}

function bareContact(text: string): string | undefined {
  const plain = plainText(text);
  return plain.length > longest ? undefined : bareText(plain);
}

/** Returns the name of a contact in keys and counters, `sms:+8613800000001`. */
export function contactKey(contact: Contact): string {
  return `${contact.channel}:${contact.to}`;
}

/** Writes a contact as people do: a Chinese number without its +86. */
export function writtenContact(contact: Contact): string {
  return contact.channel === "sms" ? contact.to.replace(/^\+86(?=\d{11}$)/, "") : contact.to;
}

/** Shows enough of a contact to recognise it and too little to use it: `138****0001`. */
export function maskContact(contact: Contact): string {
  const written = writtenContact(contact);
  if (contact.channel === "sms") {
    const shown = written.length >= 11 ? 4 : 2;
    return `${written.slice(0, written.length - shown - 4)}****${written.slice(-shown)}`;
  }
  const at = written.lastIndexOf("@");
  return `${written.slice(0, Math.min(2, at - 1))}***${written.slice(at)}`;
}
