import type { IncomingMessage, ServerResponse } from "node:http";
import type { Metrics } from "../app/metrics.ts";
import type { CallbackResponse, Callbacks } from "../assistant/callbacks.ts";
import { readableText } from "../wire/utf8.ts";
import { BodyError, bodyWithinMs, readBody, bodyTooLate, bodyTooLong } from "./body.ts";
import { lingerAfter } from "./linger.ts";

const bodyLimit = 65_536;
const plain = "text/plain; charset=utf-8";

/** Answers GET (verification of the URL) and POST (a callback); also mountable in Express. */
export type CallbackHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** What answers callbacks, and what counts them. */
export type CallbackHandlerParts = {
  readonly callbacks: Callbacks;
  readonly metrics: Pick<Metrics, "answered" | "refused">;
};

/** Makes the handler of `/callback`. */
export function createCallbackHandler(parts: CallbackHandlerParts): CallbackHandler {
  return (request, response) => {
    handle(parts, request, response).catch(() => response.destroy());
  };
}

async function handle(
  parts: CallbackHandlerParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const started = performance.now();
  let said: CallbackResponse;
  try {
    said = await answer(parts.callbacks, request);
  } catch (error) {
    // Where the connection's limits have answered 408, reading the body fails too.
    said = unread(parts, response.headersSent ? bodyTooLate(bodyWithinMs) : error);
  }
  if (!response.headersSent) send(request, response, said);
  if (said.outcome !== undefined) {
    parts.metrics.answered(said.outcome, (performance.now() - started) / 1000);
  }
}

function unread({ callbacks, metrics }: CallbackHandlerParts, error: unknown): CallbackResponse {
  if (!(error instanceof BodyError)) return callbacks.failed(error);
  metrics.refused(`body-${error.status}`);
  return { status: error.status, type: plain, text: `${error.message}\n` };
}

async function answer(callbacks: Callbacks, request: IncomingMessage): Promise<CallbackResponse> {
  const { url = "" } = request;
  const mark = url.indexOf("?");
  const search = mark < 0 ? "" : url.slice(mark + 1);
  if (request.method === "GET") return callbacks.verify(search);
  if (request.method === "POST") return callbacks.answer(search, await bodyOf(request));
  return {
    status: 405,
    type: plain,
    text: "GET verifies the URL, POST delivers a callback\n",
  };
}

// Behind a body parser the stream is empty, and the parsed body is used.
async function bodyOf(request: IncomingMessage & { body?: unknown }): Promise<string> {
  const { body } = request;
  if (typeof body === "string" || Buffer.isBuffer(body)) {
    if (Buffer.byteLength(body) > bodyLimit) throw bodyTooLong(bodyLimit);
    return typeof body === "string" ? body : readableText(body);
  }
  if (body !== undefined && request.readableEnded) {
    throw new Error("the callback was mounted behind a parser that ate its body; mount it before");
  }
  return readBody(request, bodyLimit, bodyWithinMs);
}

function send(request: IncomingMessage, response: ServerResponse, said: CallbackResponse): void {
  const { text } = said;
  const length = Buffer.byteLength(text);
  const headers: Record<string, string | number> = {
    "Content-Type": said.type,
    "Content-Length": length,
    "X-Content-Type-Options": "nosniff",
  };
  if (said.status === 405) headers["Allow"] = "GET, POST";
  const isUnread = !request.complete && request.method !== "GET";
  // After a request that was not read to its end the connection cannot be used again.
  if (isUnread) {
    headers["Connection"] = "close";
    lingerAfter(request);
  }
  response.writeHead(said.status, headers);
  // An encrypted reply is ASCII; Node writes it faster as latin1.
  response.end(text, length === text.length ? "latin1" : "utf8");
}
