import type { CallbackAnswer } from "../../callback-client/call.ts";
import { shownAnswer } from "../../callback-client/shown.ts";
import { unwrap } from "../../callback-client/unwrap.ts";
import type { Cause } from "../causes.ts";
import { ill, well, type Finding } from "../check.ts";
import { diagnose } from "./diagnose.ts";
import { ask, hardEcho, type Echo, type ExaminedCallback } from "./examined.ts";
import { failureOf } from "./reach.ts";
import { firstDifference } from "./shown.ts";

/** Does the echo come back to the letter? If not, what would the bot have taken? */
export async function echoed(examined: ExaminedCallback): Promise<Finding> {
  const echo = hardEcho(examined);
  const called = await ask(examined, echo);
  const failed = await failureOf(examined, called);
  if (failed !== undefined) return failed;
  if (isEcho(called, echo)) return well(`the ${echo.plain.length} digits that were sent`);
  const cause = called.status === 200 ? faultOf(called, echo) : undefined;
  if (cause === undefined) return diagnose(examined, called);
  return ill(cause, `the answer is ${shownAnswer(called.body)}`, [
    firstDifference(Buffer.from(echo.plain), called.body),
  ]);
}

/** Says whether an answer is the echo, to the byte. */
export function isEcho({ status, body }: CallbackAnswer, { plain }: Echo): boolean {
  return status === 200 && body.equals(Buffer.from(plain));
}

const wrappings = {
  quotes: "echo-quotes",
  "byte-order-mark": "echo-byte-order-mark",
  "white-space": "echo-white-space",
} as const satisfies Readonly<Record<string, Cause>>;

function faultOf({ body }: CallbackAnswer, { plain, sent }: Echo): Cause | undefined {
  const { said, problems } = unwrap(body);
  if (said === plain) {
    const names = problems.map(({ name }) => name);
    return Object.entries(wrappings).find(([name]) => names.some((found) => found === name))?.[1];
  }
  // Where + became a space it is still the echo that was sent.
  if (said.replaceAll(" ", "+") === sent) return "echo-encrypted";
  if (isRounded(said, plain)) return "echo-number";
  if (!said.includes(plain)) return undefined;
  return isJson(said) ? "echo-json" : "echo-around";
}

function isRounded(said: string, plain: string): boolean {
  const number = /^[\d.]+(e\+\d+)?$/i.test(said) ? Number(said) : Number.NaN;
  return Math.abs(number / Number(plain) - 1) < 1e-9;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
