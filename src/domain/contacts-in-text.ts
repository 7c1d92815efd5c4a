import { findPhoneNumbersInText } from "libphonenumber-js";
import { parseContact, type Contact } from "./contact.ts";

/** A contact that stands somewhere in a text. */
export type ContactInText = {
  readonly start: number;
  readonly end: number;
  readonly contact: Contact;
};

const mail = /[\w.%+'-]+[@＠][A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+/g;
// Found even where letters stand right beside it, as in 手机13800000001谢谢.
const chineseMobile = /(?<!\d)1[3-9]\d{9}(?!\d)/g;

/** Finds phones and e-mails anywhere in a text, as people write them; a Chinese number needs no +86. */
export function contactsInText(text: string): readonly ContactInText[] {
  const found: ContactInText[] = [];
  const add = (start: number, end: number, contact: Contact | undefined): void => {
    const isFree = found.every((other) => end <= other.start || start >= other.end);
    if (contact !== undefined && isFree) found.push({ start, end, contact });
  };
  for (const { 0: written, index } of text.matchAll(mail)) {
    add(index, index + written.length, parseContact(written));
  }
  for (const { 0: written, index } of text.matchAll(chineseMobile)) {
    add(index, index + written.length, parseContact(written));
  }
  for (const { startsAt, endsAt, number } of findPhoneNumbersInText(text, "CN")) {
    add(startsAt, endsAt, { channel: "sms", to: number.number });
  }
  return found.sort((one, other) => one.start - other.start);
}
