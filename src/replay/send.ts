import { randomInt } from "node:crypto";
import { call } from "../callback-client/call.ts";
import type { CallbackUnderTest } from "../callback-client/callback-under-test.ts";
import { createCallbackClient, overHttp, sendCopies } from "../callback-client/client.ts";
import { freshStamp } from "../callback-client/stamp.ts";
import { echoVerdictOf, type Verdict } from "../callback-client/verdict.ts";
import { makeEchoCheck, makePush } from "../wire/envelope.ts";
import { textOf, type Fields } from "../wire/loose-xml.ts";
import { readQuery } from "../wire/query.ts";
import { writeFields, type CdataEnds } from "../wire/write-fields.ts";
import type { RawBytes } from "./recording/recorded.ts";

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
  { url, secrets }: CallbackUnderTest,
  { fields, ends, mode, frozen, copies }: CallbackToSend,
): Promise<SentCallback> {
  const client = createCallbackClient(overHttp(url), secrets);
  const xml = writeFields(fields, ends);
  const agentId = textOf(fields, "AgentID");
  // The envelope's is left out where the message has none, or one that is no number.
  const agent = /^\d+$/.test(agentId) ? Number(agentId) : undefined;
  const follower = textOf(fields, "FromUserName");
  const account = textOf(fields, "ToUserName");
  const { attempts, answer, verdict } = await sendCopies(copies, () => {
    const stamp = { ...freshStamp(Date.now()), agent, mode };
    const push =
      frozen === undefined
        ? makePush(secrets, xml, stamp)
        : { search: frozen.query, body: frozen.body };
    return client.send(push, { follower, account, mode });
  });
  const ms = Math.max(...attempts.map((attempt) => attempt.ms));
  return { xml, status: answer.status, ms, verdict };
}

/** Asks a callback URL to prove itself, with an echo of our own. */
export async function sendCheck({ url, secrets }: CallbackUnderTest): Promise<SentCallback> {
  const plain = String(randomInt(2 ** 47)).padStart(19, "4");
  const { search } = makeEchoCheck(secrets, plain, freshStamp(Date.now()));
  const answer = await call({ url, search });
  const verdict = echoVerdictOf(answer, { plain, sent: readQuery(search).echo ?? plain });
  return { xml: "", status: answer.status, ms: answer.ms, verdict };
}
