import { parsePhoneNumberFromString } from "libphonenumber-js";

/** A phone number or e-mail, parsed and normalised: E.164 (`+8613800000001`), or lower case. */
export type Contact =
  | { readonly channel: "sms"; readonly to: string }
  | { readonly channel: "mail"; readonly to: string };

const invisible = /[\u00AD\u200B-\u200F\u2028-\u202E\u2060-\u2064\uFEFF]/gu;
const mailLocal = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const mailDomain =
  /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;

// One text is asked about several times in a row: is it a code, a wish, a contact?
let last = { text: "", plain: "" };

/** Folds full-width forms, drops what cannot be seen, and trims: how people type, made plain. */
export function plainText(text: string): string {
  if (last.text === text) return last.plain;
  last = { text, plain: text.normalize("NFKC").replace(invisible, "").trim() };
  return last.plain;
}

/** Reads a phone number as people write it; `country` is assumed where none is written. */
export function parseMobile(text: string): Contact | undefined {
  const plain = plainText(text);
  if (plain.length > 32 || !/^\+?[\d\s().-]{5,}$/.test(plain)) return undefined;
  const number = parsePhoneNumberFromString(plain, "CN");
  return number?.isPossible() === true ? { channel: "sms", to: number.number } : undefined;
}

/** Reads a bare e-mail address: no display name, no list, ASCII, at most 64 bytes. */
export function parseEmail(text: string): Contact | undefined {
  const plain = plainText(text).toLowerCase();
  const at = plain.lastIndexOf("@");
  if (at < 1 || plain.length > 64) return undefined;
  if (!mailLocal.test(plain.slice(0, at)) || !mailDomain.test(plain.slice(at + 1)))
    return undefined;
  return { channel: "mail", to: plain };
}

/** Reads whichever kind of contact the text is, if it is one at all. */
export function parseContact(text: string): Contact | undefined {
  return text.includes("@") || text.includes("＠") ? parseEmail(text) : parseMobile(text);
}

/** Names a contact in keys and counters, `sms:+8613800000001`. */
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
