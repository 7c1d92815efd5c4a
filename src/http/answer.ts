import { TooBusyError, type Answer, type Assistant } from "../assistant/assistant.ts";
import { isFromSomebody, type FollowersCallback } from "../domain/callback.ts";
import { refOf } from "../domain/follower.ts";
import { isUneventful } from "../domain/outcome.ts";
import { reasonIn } from "../domain/reason.ts";
import { StoreAwayError } from "../store/store.ts";
import { openEcho, openEnvelope, seal } from "../wire/envelope.ts";
import { readCallback } from "../wire/read-callback.ts";
import { RefusedError } from "../wire/refusal.ts";
import type { Secrets } from "../wire/secrets.ts";
import { writeReply } from "../wire/write-reply.ts";
import { BodyError } from "./body.ts";
import type { Log } from "../app/log.ts";
import type { Metrics } from "../app/metrics.ts";

/** What callbacks are answered with. */
export type CallbackParts = {
  readonly secrets: Secrets;
  readonly assistant: Pick<Assistant, "answer">;
  readonly maxSkewSeconds: number;
  /** Real clock, ms. */
  readonly realNow: () => number;
  readonly log: Log;
  readonly metrics: Pick<Metrics, "answered" | "refused" | "unavailable">;
};

/** What is answered, before it is HTTP. */
export type HttpAnswer = {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  readonly outcome?: string;
};

const plain = "text/plain; charset=utf-8";

// Whatever is genuine is answered 200: asked again, it would be the same (PROTOCOL §3.3).
const passedOver = {
  status: 200,
  type: "application/xml; charset=utf-8",
  text: "",
  outcome: "ignored",
} as const;

/** Answers the check of the URL. Throws what `failed` knows. */
export function answerGet(parts: CallbackParts, search: string): HttpAnswer {
  const echo = openEcho(parts.secrets, search, parts.realNow(), parts.maxSkewSeconds);
  return { status: 200, type: plain, text: echo, outcome: "url-verified" };
}

/** Answers a callback. Throws what `failed` knows. */
export async function answerPost(
  parts: CallbackParts,
  search: string,
  body: string,
): Promise<HttpAnswer> {
  const { secrets, assistant, log } = parts;
  const opened = openEnvelope(secrets, search, body, parts.realNow(), parts.maxSkewSeconds);
  const callback = readCallback(opened.xml, secrets);
  if (callback.kind === "unreadable") {
    log.warn("callback passed over: it cannot be read", { reason: callback.why });
    return passedOver;
  }
  // The platform's own wish (PROTOCOL §2.3): what concerns a suite is answered by this word.
  if (callback.kind === "suite")
    return { status: 200, type: plain, text: "success", outcome: "suite" };
  if (!isFromSomebody(callback)) {
    note(log, callback, passedOver.outcome);
    return passedOver;
  }
  const { outcome, replies, at } = await assistant.answer(callback);
  note(log, callback, outcome);
  const [reply] = replies;
  const text =
    reply === undefined
      ? ""
      : seal(secrets, writeReply(reply, addressed(callback, at)), opened.sealing);
  return { ...passedOver, text, outcome };
}

function note(log: Log, { kind, follower }: FollowersCallback, outcome: Answer["outcome"]): void {
  // Most callbacks are of no consequence.
  const level = outcome === "repeated" || isUneventful(outcome) ? "debug" : "info";
  if (log.tells(level))
    log[level]("callback answered", { kind, outcome, follower: refOf(follower) });
}

function addressed(
  { follower, account }: FollowersCallback,
  createTime: number,
): { readonly follower: string; readonly account: string; readonly createTime: number } {
  return { follower, account, createTime };
}

/** Says what is answered when a callback could not be, and tells log and metrics. */
export function failed({ log, metrics }: CallbackParts, error: unknown): HttpAnswer {
  if (error instanceof RefusedError) {
    const { reason, code, advice, status } = error;
    log.warn("callback refused", { reason, code, advice });
    metrics.refused(reason);
    // One and the same answer for all that concerns signature and cipher: it must tell nothing.
    const text = status === 401 ? "refused\n" : `${error.message}\n`;
    return { status, type: plain, text };
  }
  if (error instanceof BodyError) {
    metrics.refused(`body-${error.status}`);
    return { status: error.status, type: plain, text: `${error.message}\n` };
  }
  metrics.unavailable();
  if (error instanceof StoreAwayError || error instanceof TooBusyError) {
    log.warn("callback not answered: the store is away or busy; the platform delivers it again");
    return { status: 503, type: plain, text: "try again\n" };
  }
  log.error("callback not answered", { reason: reasonIn(error) });
  return { status: 500, type: plain, text: "something went wrong here; the log says what\n" };
}
