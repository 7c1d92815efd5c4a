import type { CallbackAnswer } from "../../callback-client/call.ts";
import { shownAnswer } from "../../callback-client/shown.ts";
import { unwrap } from "../../callback-client/unwrap.ts";
import { echoVerdictOf, failureIn, type Verdict } from "../../callback-client/verdict.ts";
import { parseJson } from "../../domain/read-as.ts";
import type { Cause } from "../causes.ts";
import { ill, well, type Finding } from "../check.ts";
import { diagnose } from "./diagnose.ts";
import { ask, hardEcho, type Echo, type ExaminedCallback } from "./examined.ts";
import { failureOf } from "./reach.ts";

/** Checks that the bot returns the echo exactly; if not, finds out what it would have accepted. */
export async function echoed(examined: ExaminedCallback): Promise<Finding> {
  const echo = hardEcho(examined);
  const called = await ask(examined, echo);
  const failed = await failureOf(examined, called);
  if (failed !== undefined) return failed;
  const verdict = echoVerdictOf(called, echo);
  if (failureIn(verdict) === undefined)
    return well(`the ${echo.plain.length} digits that were sent`);
  const cause = called.status === 200 ? faultOf(called, echo, verdict) : undefined;
  if (cause === undefined) return diagnose(examined, called);
  return ill(cause, `the answer is ${shownAnswer(called.body)}`, [
    firstDifference(Buffer.from(echo.plain), called.body),
  ]);
}

const wrappings = {
  quotes: "echo-quotes",
  "byte-order-mark": "echo-byte-order-mark",
  "white-space": "echo-white-space",
} as const satisfies Readonly<Record<string, Cause>>;

function faultOf(
  { body }: CallbackAnswer,
  { plain, sent }: Echo,
  { problems }: Verdict,
): Cause | undefined {
  const { said } = unwrap(body);
  if (said === plain) {
    const names: readonly string[] = problems.map(({ name }) => name);
    return Object.entries(wrappings).find(([name]) => names.includes(name))?.[1];
  }
  // Where + became a space it is still the echo that was sent.
  if (said.replaceAll(" ", "+") === sent) return "echo-encrypted";
  if (isRounded(said, plain)) return "echo-number";
  if (!said.includes(plain)) return undefined;
  return parseJson(said) === undefined ? "echo-around" : "echo-json";
}

function isRounded(said: string, plain: string): boolean {
  const number = /^[\d.]+(e\+\d+)?$/i.test(said) ? Number(said) : Number.NaN;
  return Math.abs(number / Number(plain) - 1) < 1e-9;
}

function firstDifference(expected: Uint8Array, given: Uint8Array): string {
  const shorter = Math.min(expected.length, given.length);
  let at = 0;
  while (at < shorter && expected[at] === given[at]) at += 1;
  const sizes = `${given.length} bytes where ${expected.length} were expected`;
  return `${sizes}; byte ${at + 1} is ${byteAt(given, at)}, not ${byteAt(expected, at)}`;
}

function byteAt(bytes: Uint8Array, at: number): string {
  const byte = bytes[at];
  if (byte === undefined) return "the end";
  const shown = byte > 0x20 && byte < 0x7f ? ` (${String.fromCharCode(byte)})` : "";
  return `0x${byte.toString(16).padStart(2, "0")}${shown}`;
}
