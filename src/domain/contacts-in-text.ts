import { parsePhoneNumberFromString } from "libphonenumber-js";
import {
  chineseMobile,
  contactKey,
  parseContact,
  parseEmail,
  tightMail,
  type Contact,
} from "./contact.ts";
import { foldInPlace } from "./folding.ts";

/** A contact that stands somewhere in a text. */
export type ContactInText = {
  readonly start: number;
  readonly end: number;
  /** What it is read as; an address that no mail reaches, `wei@example`, is found too. */
  readonly contact: Contact;
};

const mostMeant = 4;

/**
 * Reads the contacts that a message means: the whole of it as one, or else those that stand in it,
 * each once and four at most.
 */
export function contactsMeant(text: string): readonly Contact[] {
  const whole = parseContact(text);
  if (whole !== undefined) return [whole];
  const meant = new Map<string, Contact>();
  for (const { contact } of contactsInText(text)) {
    if (meant.size < mostMeant && parseContact(contact.to) !== undefined)
      meant.set(contactKey(contact), contact);
  }
  return [...meant.values()];
}

/** The contact that a message means, if it means just one. */
export function contactMeantAlone(text: string): Contact | undefined {
  const [contact, ...more] = contactsMeant(text);
  return more.length === 0 ? contact : undefined;
}

/**
 * Finds phones and e-mails anywhere in a text, as people write them; a Chinese number needs no
 * +86. In linear time: only a window around each `@`, and a few groups of digits, are looked at.
 */
export function contactsInText(text: string): readonly ContactInText[] {
  const folded = foldInPlace(text);
  const mails = mailsIn(folded.text);
  return [...mails, ...phonesIn(without(folded.text, mails))]
    .sort((one, other) => one.start - other.start)
    .map(({ start, end, contact }) => ({ ...folded.spanOf(start, end), contact }));
}

/** The digits of an address are no phone. */
function without(text: string, mails: readonly ContactInText[]): string {
  let at = 0;
  const kept = mails.map(({ start, end }) => {
    const piece = text.slice(at, start) + "@".repeat(end - start);
    at = end;
    return piece;
  });
  return kept.join("") + text.slice(at);
}

const atSign = /@|[([{<]at[)\]}>]/gi;
// How much of a text beside an `@` can belong to it.
const mailWindow = 70;

/** How an address looks before its `@` and behind it, the surest way first. */
const mailForms: readonly { readonly local: RegExp; readonly domain: RegExp }[] = [
  {
    local: /[a-z0-9_][\w.%+'-]{0,63} {0,3}$/i,
    domain:
      /^ {0,3}[a-z0-9-]+(?:[.。] {1,2}| {1,3}[.。] {0,3}|[.。])[a-z0-9-]+(?:(?: {1,3}[.。] {0,3}|[.。])[a-z0-9-]+)*/i,
  },
  {
    local: /[\p{L}\p{N}_][\p{L}\p{N}_.%+'-]{0,63} {0,3}$/u,
    domain: /^ {0,3}[\p{L}\p{N}-]+(?:[.。][\p{L}\p{N}-]+)+/u,
  },
  { local: /[a-z][\w.%+'-]{0,63}$/i, domain: /^[a-z][a-z0-9-]*/i },
];

function mailsIn(text: string): readonly ContactInText[] {
  const found: ContactInText[] = [];
  let free = 0;
  for (const { 0: sign, index } of text.matchAll(atSign)) {
    const mail = mailAround(text, { start: index, end: index + sign.length, free });
    if (mail === undefined) continue;
    found.push(mail);
    free = mail.end;
  }
  return found;
}

function mailAround(
  text: string,
  sign: { readonly start: number; readonly end: number; readonly free: number },
): ContactInText | undefined {
  const before = text.slice(Math.max(sign.free, sign.start - mailWindow), sign.start);
  const behind = text.slice(sign.end, sign.end + mailWindow);
  for (const form of mailForms) {
    const local = form.local.exec(before)?.[0];
    const domain = form.domain.exec(behind)?.[0];
    if (local === undefined || domain === undefined) continue;
    const start = sign.start - local.length;
    const end = sign.end + domain.length;
    const written = text.slice(start, end);
    const contact = parseEmail(written) ?? ({ channel: "mail", to: tightMail(written) } as const);
    return { start, end, contact };
  }
  return undefined;
}

const digitGroups = /\+?\d+(?:[ \t().\-_~·,。]{1,4}\d+)*/g;
const mostDigits = 17;
const chineseLandline = /^(?:\+?(?:00)?86|0)((?:10|2\d|[3-9]\d\d)\d{7,8}|[48]00\d{7})$/;
const abroad = /^\+\d{8,15}$/;
// The metadata of all countries takes its time; of further numbers the longest form is taken.
const mostLooks = 100;

function phonesIn(text: string): readonly ContactInText[] {
  let looks = 0;
  const read = (digits: string): string | undefined => {
    const mobile = chineseMobile(digits);
    if (mobile !== undefined) return mobile;
    const landline = chineseLandline.exec(digits)?.[1];
    if (landline !== undefined) return `+86${landline}`;
    if (!abroad.test(digits)) return undefined;
    looks += 1;
    if (looks > mostLooks) return digits;
    const number = parsePhoneNumberFromString(digits);
    return number?.isValid() === true ? number.number : undefined;
  };
  return Array.from(text.matchAll(digitGroups)).flatMap(({ 0: written, index }) => {
    const groups = Array.from(written.matchAll(/\+?\d+/g), ({ 0: digits, index: at }) => {
      return { digits, start: index + at, end: index + at + digits.length };
    });
    const found: ContactInText[] = [];
    let first = 0;
    while (first < groups.length) {
      const phone = phoneAt(groups, first, read);
      if (phone !== undefined) found.push(phone.found);
      first = phone === undefined ? first + 1 : phone.next;
    }
    return found;
  });
}

type Group = { readonly digits: string; readonly start: number; readonly end: number };

/** Reads groups of digits from `first` on as one number, as many of them as can be. */
function phoneAt(
  groups: readonly Group[],
  first: number,
  read: (digits: string) => string | undefined,
): { readonly found: ContactInText; readonly next: number } | undefined {
  const start = groups[first]?.start ?? 0;
  const tries: { readonly digits: string; readonly end: number; readonly next: number }[] = [];
  let digits = "";
  for (const [index, group] of groups.slice(first, first + mostDigits).entries()) {
    digits += group.digits;
    if (digits.length > mostDigits) break;
    tries.unshift({ digits, end: group.end, next: first + index + 1 });
  }
  for (const { digits: tried, end, next } of tries) {
    const to = read(tried);
    if (to !== undefined) return { found: { start, end, contact: { channel: "sms", to } }, next };
  }
  return undefined;
}
