import type { CallbackAnswer } from "../../callback-client/call.ts";
import { freshStamp } from "../../callback-client/stamp.ts";
import { echoVerdictOf, failureIn } from "../../callback-client/verdict.ts";
import { ill, skipped, well, type Finding } from "../check.ts";
import { ask, digits, echoOf, type ExaminedCallback } from "./examined.ts";
import { failureOf } from "./reach.ts";

const block = 32;
// 16 random bytes and the length, before message and id.
const headBytes = 20;
const shortest = 12;
// The first padding tried; the following long messages then cover those that blocks of 16 lack.
const firstPadding = 24;
const atOnce = 4;
// Longer than one byte of the length field can say.
const longerThanAByte = 300;

/** Checks that messages of every length are decrypted, whatever padding they need. */
export async function lengthsDecrypted(examined: ExaminedCallback): Promise<Finding> {
  if (examined.secrets.kind === "official") {
    return skipped("an official account's echo is not encrypted");
  }
  const start = shortest + ((paddingOf(examined, shortest) - firstPadding + block) % block);
  const lengths = Array.from({ length: block }, (_, index) => start + index);
  const wrong: number[] = [];
  for (let from = 0; from < block; from += atOnce) {
    const some = lengths.slice(from, from + atOnce);
    const tried = await Promise.all(some.map((length) => tryLength(examined, length)));
    const broken = tried.find(({ called }) => called.failure !== undefined);
    const failed = broken && (await failureOf(examined, broken.called));
    if (failed !== undefined) return failed;
    wrong.push(...tried.filter(({ isRight }) => !isRight).map(({ length }) => length));
  }
  const paddings = wrong.map((length) => paddingOf(examined, length)).sort((a, b) => a - b);
  if (wrong.length > 0 && paddings.every((padding) => padding > block / 2)) {
    return ill("padding", `not with a padding of ${rangeOf(paddings)}`);
  }
  if (wrong.length > 0) return ill("echo-number", `not with ${rangeOf(wrong)} digits`);
  const long = await tryLength(examined, longerThanAByte);
  if (long.isRight) {
    return well(`${block} lengths one after the other, and ${longerThanAByte} bytes`);
  }
  return ill("length-field", `not with ${longerThanAByte} bytes, though with fewer`);
}

type Tried = {
  readonly length: number;
  readonly called: CallbackAnswer;
  readonly isRight: boolean;
};

async function tryLength(examined: ExaminedCallback, length: number): Promise<Tried> {
  const echo = echoOf(examined.secrets, digits(length), freshStamp(examined.realNow()));
  const called = await ask(examined, echo);
  return { length, called, isRight: failureIn(echoVerdictOf(called, echo)) === undefined };
}

function paddingOf({ secrets }: ExaminedCallback, length: number): number {
  const bytes = headBytes + length + Buffer.byteLength(secrets.receiveId);
  return block - (bytes % block);
}

function rangeOf(sorted: readonly number[]): string {
  const [first, last] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
  if (first === last) return String(first);
  return last - first + 1 === sorted.length ? `${first} to ${last}` : sorted.join(", ");
}
