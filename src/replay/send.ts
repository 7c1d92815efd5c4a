import { randomInt } from "node:crypto";
import { call, type Called } from "../callback-client/call.ts";
import { freshStamp } from "../callback-client/stamp.ts";
import {
  echoVerdictOf,
  verdictOf,
  verdictOfAll,
  type Asked,
  type Verdict,
} from "../callback-client/verdict.ts";
import { makeEchoCheck, makePush } from "../wire/envelope.ts";
import { textOf, type Fields } from "../wire/loose-xml.ts";
import { readQuery } from "../wire/query.ts";
import type { Secrets } from "../wire/secrets.ts";
import { writeFields, type CdataEnds } from "../wire/write-fields.ts";
import type { RawBytes } from "./recording/recorded.ts";

/** Whom a recording is played to. */
export type ReplayTarget = {
  readonly url: string;
  readonly secrets: Secrets;
};

/** What became of a callback, of all its copies together. */
export type SentCallback = {
  /** Of the first copy. */
  readonly status: number;
  /** Of the slowest copy. */
  readonly ms: number;
  /** What the first copy was answered, and the problems of all. */
  readonly verdict: Verdict;
  /** The plaintext that was sent; '' for a check. */
  readonly xml: string;
};

/** A callback on its way out. */
export type CallbackToSend = {
  readonly fields: Fields;
  readonly ends?: CdataEnds | undefined;
  readonly mode?: "plain" | undefined;
  /** Sent to the letter instead, where it is given. */
  readonly frozen?: RawBytes | undefined;
  readonly copies: number;
};

/** Encrypts and signs a callback as of now and sends it, each copy signed afresh but otherwise the same. */
export async function sendCallback(
  { url, secrets }: ReplayTarget,
  { fields, ends, mode, frozen, copies }: CallbackToSend,
): Promise<SentCallback> {
  const xml = writeFields(fields, ends);
  const agentId = textOf(fields, "AgentID");
  // The envelope's is left out where the message has none, or one that is no number.
  const agent = /^\d+$/.test(agentId) ? Number(agentId) : undefined;
  const asked: Asked = {
    follower: textOf(fields, "FromUserName"),
    account: textOf(fields, "ToUserName"),
    mode,
  };
  const answers: Called[] = [];
  for (let copy = 0; copy < copies; copy += 1) {
    const stamp = { ...freshStamp(Date.now()), agent, mode };
    const push =
      frozen === undefined
        ? makePush(secrets, xml, stamp)
        : { search: frozen.query, body: frozen.body };
    answers.push(await call({ url, ...push }));
  }
  const verdicts = answers.map((answer) => verdictOf(answer, secrets, asked));
  return { ...summed(answers, verdicts), xml };
}

/** Asks a callback URL to prove itself, with an echo of our own. */
export async function sendCheck({ url, secrets }: ReplayTarget): Promise<SentCallback> {
  const plain = String(randomInt(2 ** 47)).padStart(19, "4");
  const { search } = makeEchoCheck(secrets, plain, freshStamp(Date.now()));
  const called = await call({ url, search });
  const verdict = echoVerdictOf(called, { plain, sent: readQuery(search).echo ?? plain });
  return { ...summed([called], [verdict]), xml: "" };
}

function summed(
  answers: readonly Called[],
  verdicts: readonly Verdict[],
): Omit<SentCallback, "xml"> {
  return {
    status: answers[0]?.status ?? 0,
    ms: Math.max(0, ...answers.map(({ ms }) => ms)),
    verdict: verdictOfAll(verdicts),
  };
}
