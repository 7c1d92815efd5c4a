import { parseEmail, parseMobile, plainText } from "./contact.ts";
import { mobileProblem, wrongLength } from "./mobile.ts";
import { refusal, type Refusal } from "./return-codes.ts";

const most = 64;
const useridForm = /^[0-9A-Za-z][0-9A-Za-z_\-@.]{0,63}$/;
const weixinidForm = /^[A-Za-z][A-Za-z0-9_-]{2,19}$/;
const invisible = /[\u00AD\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu;
const elevenDigits = /^1[3-9]\d{9}$/;
const severalContacts = /[;,/|、，；／｜\s]+/;

/** Reads a userid: 1 to 64 of `[0-9A-Za-z_\-@.]`, a letter or digit first (PROTOCOL §4.2, WW). */
export function readUserid(text: string): string | Refusal {
  const userid = plainText(text);
  if (userid === "") return refusal("userid-missing");
  if (useridForm.test(userid)) return userid;
  if (isTooLong(userid)) return refusal("userid-invalid", tooLong(userid));
  const rule = "letters, digits, _ - @ and . only, a letter or digit first";
  return refusal("userid-invalid", `${quoted(userid)} is not ${rule}`);
}

/** Reads a name: 1 to 64 characters (PROTOCOL §4.2, E15; E16's bytes would be 21 Chinese ones). */
export function readName(text: string): string | Refusal {
  const name = tidyText(text);
  if (name === "") return refusal("name-invalid", "it is empty");
  return isTooLong(name) ? refusal("name-invalid", tooLong(name)) : name;
}

/** Reads a position: at most 64 characters (PROTOCOL §4.2, E15). */
export function readPosition(text: string): string | Refusal {
  const position = tidyText(text);
  return isTooLong(position) ? refusal("position-invalid", tooLong(position)) : position;
}

/** Reads a WeChat ID: 3 to 20 characters, a letter first (PROTOCOL §4.2, WXJ 60107). */
export function readWeixinid(text: string): string | Refusal {
  const weixinid = plainText(text);
  if (weixinidForm.test(weixinid)) return weixinid;
  const rule = "a WeChat ID has 3 to 20 letters, digits, _ or -, a letter first";
  const advice = /[^\0-\x7f]/.test(weixinid) ? "; is it the nickname?" : "";
  return refusal("weixinid-invalid", `${quoted(weixinid)}; ${rule}${advice}`);
}

/** Reads a mobile into E.164, or says what happened to it on its way through a spreadsheet. */
export function readMobile(text: string): string | Refusal {
  const plain = plainText(text);
  const why = elevenDigits.test(plain) ? undefined : whyNoMobile(plain);
  const number = why === undefined ? mobileOf(plain) : undefined;
  const problem = number === undefined ? (why ?? noMobile(plain)) : mobileProblem(number);
  if (number !== undefined && problem === undefined) return number;
  return refusal("mobile-invalid", `${quoted(plain)} ${problem ?? ""}`);
}

/** Reads a bare e-mail address into lower case. */
export function readEmail(text: string): string | Refusal {
  const plain = plainText(text);
  const address = parseEmail(plain)?.to;
  if (address !== undefined) return address;
  return refusal("email-invalid", `${quoted(plain)} ${noEmail(plain)}`);
}

/** Makes text that people typed plain without changing its letters: one line, single spaces. */
export function tidyText(text: string): string {
  return text
    .replace(invisible, "")
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim();
}

/** Shows what somebody wrote in quotes, cut to a length that still can be recognised. */
export function quoted(text: string): string {
  const characters = Array.from(text);
  return JSON.stringify(characters.length > 40 ? `${characters.slice(0, 40).join("")}…` : text);
}

/** Whether a name is longer than 64 characters; an emoji or a rare Chinese character is one. */
export function isTooLong(text: string): boolean {
  return text.length > most && Array.from(text).length > most;
}

/** Says how long a name is, and how long it may be. */
export function tooLong(text: string): string {
  return `${quoted(text)} has ${Array.from(text).length} characters, ${most} at most`;
}

/** Nearly every row is the usual number; parsing it would be a fifth of an import's time. */
function mobileOf(plain: string): string | undefined {
  return elevenDigits.test(plain) ? `+86${plain}` : parseMobile(plain)?.to;
}

function whyNoMobile(plain: string): string | undefined {
  if (/^[+-]?\d([.,]\d*)?e\+?\d+$/i.test(plain)) {
    return "is what a spreadsheet made of a long number; format the column as text and enter the numbers again";
  }
  if (/^\d{7,}\.\d*$/.test(plain)) {
    return "is a number with decimals; format the column as text";
  }
  const parts = plain.split(severalContacts).filter((part) => /\d{7}/.test(part));
  if (parts.length > 1) return "are two numbers; a member has one, so keep the one that gets codes";
  return undefined;
}

function noMobile(plain: string): string {
  if (plain.includes("@")) return "is an e-mail address; it belongs under email";
  const national = plain.replace(/^(\+|00)86/, "").replace(/\D/g, "");
  const isNumber = !/[^\d\s().+-]/.test(plain) && national.length !== 11;
  if (isNumber && /^1[3-9]/.test(national)) return wrongLength(national);
  return "is not a phone number";
}

function noEmail(plain: string): string {
  const parts = plain.split(severalContacts).filter((part) => part.includes("@"));
  if (parts.length > 1)
    return "are two addresses; a member has one, so keep the one that gets codes";
  if (/<[^<>@]+@[^<>]+>/.test(plain)) return "has a name around it; write the bare address";
  if (isTooLong(plain)) return `is too long: ${most} characters at most`;
  if (/[^\0-\x7f]/.test(plain)) return "has characters that no address here has";
  return "is not an e-mail address";
}
