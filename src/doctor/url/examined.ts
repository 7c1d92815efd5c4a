import { randomInt } from "node:crypto";
import { call, type CallbackAnswer } from "../../callback-client/call.ts";
import type { CallbackUnderTest } from "../../callback-client/callback-under-test.ts";
import { freshStamp } from "../../callback-client/stamp.ts";
import { makeEchoCheck, type Stamp } from "../../wire/envelope.ts";
import type { Secrets } from "../../wire/secrets.ts";
import { bySmallLetters, sortedParts } from "../signing.ts";

/** A callback URL under examination; its secrets are without a key when `aesKey` is not one. */
export type ExaminedCallback = CallbackUnderTest & {
  /** The EncodingAESKey as somebody wrote it. */
  readonly aesKey: string;
  /** Who writes to the bot. */
  readonly follower: string;
  /** Tokens and ids that are often configured by mistake. */
  readonly mistaken: { readonly tokens: readonly string[]; readonly receiveIds: readonly string[] };
  readonly limits: AnswerLimits;
  /** Real clock, ms. */
  readonly realNow: () => number;
};

/** How long an answer may take, ms; the platform gives the check of a URL 1,000, and others 5,000. */
export type AnswerLimits = { readonly slowFromMs: number; readonly answerWithinMs: number };

/** A check of the URL, as it is sent. */
export type Echo = {
  /** What must come back. */
  readonly plain: string;
  /** `echostr`, before it is percent-encoded. */
  readonly sent: string;
  readonly search: string;
};

/** Calls the URL under examination once. Never throws. */
export function ask(
  { url, limits }: ExaminedCallback,
  request: { readonly search: string; readonly body?: string; readonly contentType?: string },
): Promise<CallbackAnswer> {
  return call({ url, withinMs: limits.answerWithinMs, ...request });
}

/** Makes a check of the URL that a wrong bot cannot answer correctly by chance. */
export function hardEcho(examined: ExaminedCallback, fits = isSharp): Echo {
  const { secrets, realNow } = examined;
  let found: Echo | undefined;
  for (let tries = 0; tries < mostTries; tries += 1) {
    // Of 32 lengths some give a ciphertext with = at the end, and some one without.
    const plain = digits(hardDigits + (tries % 32));
    const stamp = { ...freshStamp(realNow()), nonce: `9${digits(8)}` };
    const echo = echoOf(secrets, plain, stamp);
    if (!fits(echo.sent)) continue;
    found ??= echo;
    const parts = [secrets.token, String(stamp.timestamp), stamp.nonce, echo.sent];
    if (sortedParts(parts, bySmallLetters) !== sortedParts(parts)) return echo;
  }
  // Not every token can be put in a wrong order.
  return found ?? echoOf(secrets, digits(hardDigits), freshStamp(realNow()));
}

const mostTries = 3000;
// As many as the platform's own echoes have: more than a double keeps.
const hardDigits = 19;

/** Says whether a text has all three characters of Base64 that percent-encoding changes. */
function isSharp(sent: string): boolean {
  return sent.includes("+") && sent.includes("/") && sent.endsWith("=");
}

/** Makes a check of the URL with these secrets. */
export function echoOf(secrets: Secrets, plain: string, stamp: Stamp): Echo {
  const { search } = makeEchoCheck(secrets, plain, stamp);
  return { plain, search, sent: new URLSearchParams(search).get("echostr") ?? "" };
}

/** Signs a check of the URL otherwise: `signed` gets token, timestamp, nonce and ciphertext. */
export function signedOtherwise(
  { token }: Secrets,
  echo: Echo,
  signed: (parts: readonly string[]) => string,
): Echo {
  const query = new URLSearchParams(echo.search);
  const name = query.has("msg_signature") ? "msg_signature" : "signature";
  const parts = [token, query.get("timestamp") ?? "", query.get("nonce") ?? "", echo.sent];
  query.set(name, signed(parts));
  return { ...echo, search: query.toString() };
}

/** Makes a text of so many digits, at least two, that would change if it were read as a number. */
export function digits(count: number): string {
  const middle = Array.from({ length: count - 2 }, () => randomInt(10)).join("");
  // Rounded to a double, the last digit of a long number would be even.
  return `${randomInt(1, 9)}${middle}${2 * randomInt(5) + 1}`;
}
