import type { ReplyRead } from "../wire/read-reply.ts";
import type { Secrets } from "../wire/secrets.ts";
import { call, noAnswer, type CallbackAnswer, type CallbackRequest } from "./call.ts";
import {
  failureIn,
  sayingOf,
  verdictOf,
  verdictOfAll,
  type Asked,
  type Verdict,
} from "./verdict.ts";

/** Brings a request to a callback and resolves to what came back. Never throws. */
export type Transport = (request: CallbackRequest) => Promise<CallbackAnswer>;

/** One try at a push. */
export type Attempt = {
  /** From 1. */
  readonly attempt: number;
  /** 0 when there was no answer at all. */
  readonly status: number;
  readonly ms: number;
  /** What fails the answer, in a sentence. */
  readonly error?: string;
};

/** What became of a push. */
export type Delivered = {
  /** Every try, in order. */
  readonly attempts: readonly Attempt[];
  /** What came back last. */
  readonly answer: CallbackAnswer;
  /** What that answer is worth. */
  readonly verdict: Verdict;
  /** The reply that a phone shows: one that was answered 200 and has nothing wrong. */
  readonly shown: ReplyRead | undefined;
};

/** How a push is sent. */
export type Sending = Asked & {
  /** How often at most; only 200 is an answer (PROTOCOL §3.3). Once, unless given. */
  readonly tries?: number | undefined;
};

/** Sends pushes to one callback. */
export type CallbackClient = {
  /** Sends a push until it is answered 200, and judges the last answer. Never throws. */
  send(push: CallbackRequest, sending: Sending): Promise<Delivered>;
};

/** Makes the client of a callback; the secrets open its replies. */
export function createCallbackClient(transport: Transport, secrets: Secrets): CallbackClient {
  return {
    async send(push, { tries = 1, ...asked }) {
      const attempts: Attempt[] = [];
      for (;;) {
        const answer = await transport(push);
        const { status, ms } = answer;
        const verdict = verdictOf(answer, secrets, asked);
        const failure = failureIn(verdict);
        const attempt = attempts.length + 1;
        attempts.push({ attempt, status, ms, ...(failure && { error: failure.text }) });
        if (status !== 200 && attempt < tries) continue;
        return { attempts, answer, verdict, shown: failure ? undefined : verdict.read };
      }
    },
  };
}

/** The transport to a callback URL; `withinMs`: how long an answer may take. */
export function overHttp(url: string, withinMs?: number): Transport {
  return (request) => call({ url, withinMs, ...request });
}

/** The transport to a function in this process, which is handed query and body. */
export function inProcess(
  answer: (
    search: string,
    body: string,
  ) => Promise<{ readonly status: number; readonly text: string }>,
): Transport {
  return async ({ search, body = "" }) => {
    const started = performance.now();
    const { status, text } = await answer(search, body.toString());
    const ms = Math.round(performance.now() - started);
    return { ...noAnswer, status, ms, body: Buffer.from(text) };
  };
}

/**
 * Sums up deliveries of one and the same callback: every try, the first one's answer, and what was
 * wrong with any of them. The phone shows one answer, however often it was delivered (PROTOCOL §3.3).
 */
export function deliveryOfAll(deliveries: readonly [Delivered, ...Delivered[]]): Delivered {
  const [first, ...more] = deliveries;
  if (more.length === 0) return first;
  const saying = sayingOf(first.verdict);
  const attempts = deliveries.flatMap((delivery) =>
    sayingOf(delivery.verdict) === saying
      ? delivery.attempts
      : delivery.attempts.map((tried) => ({ error: differently, ...tried })),
  );
  return {
    attempts: attempts.map((tried, index) => ({ ...tried, attempt: index + 1 })),
    answer: first.answer,
    verdict: verdictOfAll(deliveries.map(({ verdict }) => verdict)),
    shown: deliveries.find(({ shown }) => shown !== undefined)?.shown,
  };
}

/** Sends copies of one and the same callback, one after the other, and sums them up. */
export async function sendCopies(
  copies: number,
  send: () => Promise<Delivered>,
): Promise<Delivered> {
  const first = await send();
  const more: Delivered[] = [];
  while (more.length < copies - 1) more.push(await send());
  return deliveryOfAll([first, ...more]);
}

const differently = "this copy was answered differently";
