import { maskContact } from "../../domain/contact.ts";
import { contactsInText } from "../../domain/contacts-in-text.ts";
import type { MakeUp } from "./make-up.ts";

/** Replaces in texts whatever could identify a person. */
export type TextDisguise = {
  readonly text: (text: string) => string;
  /** Replaces this id wherever it is a word, from now on; returns the replacement. */
  readonly id: (id: string) => string;
  /** Replaces this name everywhere, from now on; returns the replacement. */
  readonly name: (name: string) => string;
};

/** A part of a text and its replacement. */
type Span = { readonly start: number; readonly end: number; readonly by: string };

// As `maskContact` and others mask: a few characters, stars, a few characters.
const masked = /(?:\+?\d{1,6}|[\w.-]{1,4})\*{2,}(?:\d{2,4}|@[\w.-]+)/g;
const openid = /(?<![\w-])o[\w-]{27}(?![\w-])/g;
const longNumber = /(?<!\d)\d{9,}[Xx]?(?!\d)/g;
const words = /[A-Za-z0-9][\w.@-]*/g;
const shortestWord = 3;

/** Names that the platform itself uses, which belong to no person. */
const nobody: ReadonlySet<string> = new Set(["", "sys", "FromUser", "@all"]);

/** Makes what replaces; an id or name that was seen once is replaced wherever it comes again. */
export function createTextDisguise(makeUp: MakeUp): TextDisguise {
  const ids = new Map<string, string>();
  const names = new Map<string, string>();
  const masks = new Map<string, string>();

  const id = (original: string): string => {
    if (nobody.has(original)) return original;
    const made = makeUp.alike("id", original);
    ids.set(original, made);
    return made;
  };
  const contacts = (text: string): readonly Span[] =>
    contactsInText(text).map(({ start, end, contact }) => {
      const isPhone = contact.channel === "sms";
      const to = isPhone ? makeUp.phone(contact.to) : makeUp.mail(contact.to);
      masks.set(maskContact(contact), maskContact({ ...contact, to }));
      return { start, end, by: isPhone ? laidOut(text.slice(start, end), to) : to };
    });
  const maskOf = (mask: string): string =>
    masks.get(mask) ?? makeUp.alike("mask", mask).replace(/@.*/, "@example.com");
  const nameSpans = (text: string): readonly Span[] =>
    [...names].flatMap(([name, by]) => spansOf(text, name, by));

  const disguised = (text: string): string => {
    if (text === "") return text;
    const free = createFree(text.length);
    const spans = [
      ...contacts(text),
      ...matches(text, masked, maskOf),
      ...matches(text, openid, id),
      ...matches(text, words, (word) => (word.length < shortestWord ? undefined : ids.get(word))),
      ...nameSpans(text),
      ...matches(text, longNumber, (number) => makeUp.alike("number", number)),
    ].filter(free);
    return replaced(text, spans);
  };
  return {
    text: disguised,
    id,
    name: (original: string): string => {
      if (original.trim() === "") return original;
      const made = makeUp.name(original);
      names.set(original, made);
      return made;
    },
  };
}

function matches(
  text: string,
  pattern: RegExp,
  by: (found: string) => string | undefined,
): readonly Span[] {
  return [...text.matchAll(pattern)].flatMap(({ 0: found, index }) => {
    const made = by(found);
    return made === undefined ? [] : [{ start: index, end: index + found.length, by: made }];
  });
}

/** Adds a part unless it overlaps one that was added before. */
function createFree(length: number): (span: Span) => boolean {
  const taken = new Uint8Array(length);
  return ({ start, end }) => {
    const isFree = !taken.subarray(start, end).includes(1);
    if (isFree) taken.fill(1, start, end);
    return isFree;
  };
}

function spansOf(text: string, name: string, by: string): readonly Span[] {
  const spans: Span[] = [];
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
    spans.push({ start: at, end: at + name.length, by });
  }
  return spans;
}

function replaced(text: string, spans: readonly Span[]): string {
  let result = "";
  let at = 0;
  for (const { start, end, by } of spans.toSorted((one, other) => one.start - other.start)) {
    result += text.slice(at, start) + by;
    at = end;
  }
  return result + text.slice(at);
}

/** Writes a number with the spaces and dashes of another, digit for digit from the right. */
function laidOut(original: string, e164: string): string {
  const digits = e164.replace(/\D/g, "");
  let at = digits.length - (original.match(/\p{Nd}/gu)?.length ?? 0);
  return original.replace(/\p{Nd}/gu, (own) => {
    at += 1;
    return digits[at - 1] ?? own;
  });
}
