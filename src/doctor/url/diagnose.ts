import { isUtf8 } from "node:buffer";
import type { CallbackAnswer } from "../../callback-client/call.ts";
import { freshStamp } from "../../callback-client/stamp.ts";
import { readKey, type Secrets } from "../../wire/secrets.ts";
import { sign } from "../../wire/signature.ts";
import type { Cause } from "../causes.ts";
import { ill, type Finding } from "../check.ts";
import {
  ask,
  digits,
  echoOf,
  hardEcho,
  signedOtherwise,
  type ExaminedCallback,
} from "./examined.ts";
import { tryProbes } from "./probes.ts";
import { seenOf } from "./reach.ts";
import { isWebPage } from "../../callback-client/shown.ts";

/**
 * Finds out why a bot does not return the echo. First it sends requests that are wrong in one way: one
 * that the bot accepts proves the cause. Then it looks at the bot's own words and other refusals.
 */
export async function diagnose(
  examined: ExaminedCallback,
  refusal: CallbackAnswer,
): Promise<Finding> {
  const proven = await tryProbes(examined);
  if (proven !== undefined) return proven;
  const seen = seenOf(refusal);
  const forged = await ask(examined, forgedEcho(examined));
  const told = causeIn(refusal);
  if (!alike(refusal, forged)) {
    const cause = told ?? (isNoAnswer(refusal) ? "echo-other" : await causeWithin(examined));
    return ill(cause, `${seen} (a wrong signature is answered otherwise)`);
  }
  if (told !== undefined) return ill(told, seen, comparable(examined));
  if (isNoAnswer(refusal)) return ill("not-verifying", `${seen} (and so to a wrong signature)`);
  return ill(causeOfStatus(refusal), `${seen} (and so to a wrong signature)`, comparable(examined));
}

/** Makes a check of the URL that no bot may accept. */
export function forgedEcho(examined: ExaminedCallback): ReturnType<typeof hardEcho> {
  const { secrets } = examined;
  return signedOtherwise(secrets, hardEcho(examined), ([, ...parts]) => sign(["forged", ...parts]));
}

/** Returns what is needed to compute the signature by hand: everything but the Token. */
function comparable(examined: ExaminedCallback): readonly string[] {
  const { search, sent } = hardEcho(examined);
  const query = new URLSearchParams(search);
  const stamped = ["timestamp", "nonce"].map((name) => `${name} ${query.get(name) ?? ""}`);
  const signature = query.get("msg_signature") ?? query.get("signature") ?? "";
  return [
    `a request to compare: ${stamped.join(", ")}, echostr ${sent}`,
    `its signature with this Token: ${signature}`,
  ];
}

const samples = 12;

/**
 * The signature is right, so the key or the id is wrong. A bot with a wrong key can read neither our
 * ciphertexts nor those of another key, and answers both the same. A bot with a wrong id reads ours,
 * and answers them otherwise than random bytes.
 */
async function causeWithin(examined: ExaminedCallback): Promise<Cause> {
  const { secrets } = examined;
  const ours = await sample(examined, secrets);
  // Encrypted with another key: shows what the bot answers when it cannot decrypt.
  if (ours.some(({ body }) => !isUtf8(body))) return "key-differs";
  const noise = await sample(examined, { ...secrets, key: readKey("b".repeat(43)) });
  const [first] = ours;
  if (first === undefined || !ours.every((called) => alike(first, called))) return "key-differs";
  const same = noise.filter((called) => alike(first, called)).length;
  return same > samples / 2 ? "key-differs" : "receive-id-differs";
}

async function sample(
  examined: ExaminedCallback,
  secrets: Secrets,
): Promise<readonly CallbackAnswer[]> {
  const answers: CallbackAnswer[] = [];
  while (answers.length < samples) {
    const { search } = echoOf(secrets, digits(19), freshStamp(examined.realNow()));
    answers.push(await ask(examined, { search }));
  }
  return answers;
}

function causeIn({ body }: CallbackAnswer): Cause | undefined {
  const said = body.toString("utf8").slice(0, 2000);
  if (/-40001\b/.test(said)) return "signature";
  if (/-40005\b/.test(said)) return "receive-id-differs";
  if (/-4000[478]\b/.test(said)) return "key-differs";
  if (isWebPage(body.toString("utf8"))) return undefined;
  if (/corp_?id|app_?id|receive_?id|suite_?id/i.test(said)) return "receive-id-differs";
  if (/decrypt|padding|解密/i.test(said)) return "key-differs";
  return /signature|签名/i.test(said) ? "signature" : undefined;
}

function causeOfStatus({ status, body }: CallbackAnswer): Cause {
  if (isWebPage(body.toString("utf8")) && status < 500) return "web-page";
  if (status >= 500) return "server-error";
  if (status !== 200) return "not-accepted";
  // Many bots refuse with status 200 and a word.
  const isRefusal = /^\s*$|err|fail|invalid|illegal|denied|false|forbid|错误|失败|非法/i;
  return isRefusal.test(body.toString("utf8")) ? "not-accepted" : "echo-other";
}

/** Says whether 200 came with nothing, or with a word of success that is no echo. */
function isNoAnswer({ status, body }: CallbackAnswer): boolean {
  const said = body.toString("utf8").trim();
  return status === 200 && (said === "" || /^\{\s*"(errcode|code)"\s*:\s*"?0"?\s*[,}]/.test(said));
}

// Parts that differ between two equal answers: numbers, times, ids, and the request itself.
function alike(one: CallbackAnswer, other: CallbackAnswer): boolean {
  const shape = ({ body }: CallbackAnswer): string =>
    body.toString("utf8").replace(/[\w+/=%-]+/g, (word) => (/\d/.test(word) ? "#" : word));
  return one.status === other.status && shape(one) === shape(other);
}
