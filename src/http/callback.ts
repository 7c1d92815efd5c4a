import type { IncomingMessage, ServerResponse } from "node:http";
import { TooBusyError, type Answer, type Assistant } from "../assistant/assistant.ts";
import type { FollowersCallback } from "../domain/callback.ts";
import { refOf } from "../domain/follower.ts";
import { isUneventful } from "../domain/outcome.ts";
import { StoreAwayError } from "../store/store.ts";
import { openEcho, openEnvelope, seal } from "../wire/envelope.ts";
import { readCallback } from "../wire/read-callback.ts";
import { RefusedError } from "../wire/refusal.ts";
import type { Secrets } from "../wire/secrets.ts";
import { writeReply } from "../wire/write-reply.ts";
import { BodyError, bodyWithinMs, readBody } from "./body.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";

const bodyLimit = 65_536;

export type CallbackParts = {
  readonly secrets: Secrets;
  readonly assistant: Pick<Assistant, "answer">;
  readonly maxSkewSeconds: number;
  /** Real clock, ms. */
  readonly realNow: () => number;
  readonly log: Log;
  readonly metrics: Metrics;
};

/** Answers GET (verification of the URL) and POST (a callback); also mountable in Express. */
export type CallbackHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** Makes the face that the platform talks to. */
export function createCallbackHandler(parts: CallbackParts): CallbackHandler {
  return (request, response) => {
    handle(parts, request, response).catch(() => response.destroy());
  };
}

async function handle(
  parts: CallbackParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const started = performance.now();
  let said: Said;
  try {
    said = await answer(parts, request);
  } catch (error) {
    said = failed(parts, error);
  }
  send(request, response, said);
  if (said.outcome !== undefined) {
    parts.metrics.answered(said.outcome, (performance.now() - started) / 1000);
  }
}

type Said = {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  readonly outcome?: string;
};

const plain = "text/plain; charset=utf-8";

async function answer(parts: CallbackParts, request: IncomingMessage): Promise<Said> {
  const { url = "" } = request;
  const mark = url.indexOf("?");
  const search = mark < 0 ? "" : url.slice(mark + 1);
  if (request.method === "GET") {
    const echo = openEcho(parts.secrets, search, parts.realNow(), parts.maxSkewSeconds);
    return { status: 200, type: plain, text: echo, outcome: "url-verified" };
  }
  if (request.method === "POST") return answerPost(parts, search, await bodyOf(request));
  return { status: 405, type: plain, text: "GET verifies the URL, POST delivers a callback\n" };
}

// Mounted behind a body parser, the stream is empty and the parser has the text.
async function bodyOf(request: IncomingMessage & { body?: unknown }): Promise<string> {
  const { body } = request;
  if (typeof body === "string") return body;
  if (Buffer.isBuffer(body)) return body.toString("utf8");
  if (body !== undefined && request.readableEnded) {
    throw new Error("the callback was mounted behind a parser that ate its body; mount it before");
  }
  return readBody(request, bodyLimit, bodyWithinMs);
}

async function answerPost(parts: CallbackParts, search: string, body: string): Promise<Said> {
  const { secrets, assistant, log } = parts;
  const opened = openEnvelope(secrets, search, body, parts.realNow(), parts.maxSkewSeconds);
  const callback = readCallback(opened.xml, secrets);
  // The platform's own wish (PROTOCOL §2.3): what concerns a suite is answered by this word.
  if (callback.kind === "suite")
    return { status: 200, type: plain, text: "success", outcome: "suite" };
  const { outcome, replies, at } = await assistant.answer(callback);
  note(log, callback, outcome);
  const [reply] = replies;
  const text =
    reply === undefined
      ? ""
      : seal(secrets, writeReply(reply, addressed(callback, at)), opened.sealing);
  return { status: 200, type: "application/xml; charset=utf-8", text, outcome };
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

function failed({ log, metrics }: CallbackParts, error: unknown): Said {
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
  log.error("callback not answered", {
    reason: error instanceof Error ? error.message : "unknown",
  });
  return { status: 500, type: plain, text: "something went wrong here; the log says what\n" };
}

function send(request: IncomingMessage, response: ServerResponse, said: Said): void {
  const { text } = said;
  const length = Buffer.byteLength(text);
  const headers: Record<string, string | number> = {
    "Content-Type": said.type,
    "Content-Length": length,
    "X-Content-Type-Options": "nosniff",
  };
  if (said.status === 405) headers["Allow"] = "GET, POST";
  const unread = !request.complete && request.method !== "GET";
  // What was not read to its end cannot be followed by another request.
  if (unread) headers["Connection"] = "close";
  response.writeHead(said.status, headers);
  // What is sealed is ASCII, which leaves quicker when Node knows.
  response.end(text, length === text.length ? "latin1" : "utf8");
  if (unread) discard(request);
}

// Closing at once would reset the connection before a sender has seen the answer.
function discard(request: IncomingMessage): void {
  let bytes = 0;
  const timer = setTimeout(() => request.destroy(), 1000);
  request.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > 4 * bodyLimit) request.destroy();
  });
  request.once("close", () => {
    clearTimeout(timer);
  });
}
