import { fold } from "./folding.ts";

/** What the platform knows of a follower. The phone is E.164, the e-mail lower case. */
export type Profile = {
  readonly openid: string;
  readonly nickname?: string;
  readonly weixinid?: string;
  readonly mobile?: string;
  readonly email?: string;
};

const longestNickname = 64;
const utf8 = new TextEncoder();
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Makes the short name by which an administrator finds a follower on the phone: `F-4K7Q`. */
export function refOf(openid: string): string {
  let hash = 0x811c9dc5;
  for (const byte of utf8.encode(openid)) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  const folded = (hash ^ (hash >>> 20)) & 0xfffff;
  const letters = [15, 10, 5, 0].map((shift) => alphabet[(folded >>> shift) & 31]);
  return `F-${letters.join("")}`;
}

/** Folds a nickname into what it is searched by: variants of a character and capitals are one. */
export function foldNickname(nickname: string): string {
  return fold(nickname).toLowerCase().slice(0, longestNickname).toWellFormed();
}

/** Returns what is wrong with a text as an openid; undefined: nothing. */
export function openidProblem(openid: string): string | undefined {
  const bytes = utf8.encode(openid).length;
  if (bytes < 1 || bytes > 64) return "must be 1 to 64 bytes";
  if (/[\s\p{C}]/u.test(openid)) return "must have no spaces or control characters";
  return undefined;
}
