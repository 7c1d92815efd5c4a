import type { ErrorRequestHandler, RequestHandler } from "express";
import { BadInputError, ThrottledError, type Fault } from "../domain/bad-input.ts";
import { reasonIn } from "../domain/reason.ts";
import { TooBusyError } from "../domain/too-busy.ts";
import { StoreAwayError } from "../store/store.ts";
import type { Log } from "../app/log.ts";

const statuses: Readonly<Record<Fault, number>> = {
  malformed: 400,
  "not-signed-in": 401,
  forbidden: 403,
  unknown: 404,
  conflict: 409,
  throttled: 429,
  "not-yet": 501,
};

/** Makes the handler of every path that is not there: 404 with a line that says where to look. */
export function notFound(): RequestHandler {
  return (request, _response, next) => {
    next(
      new BadInputError(
        `${request.method} ${request.path} is not here; / says what to try`,
        "unknown",
      ),
    );
  };
}

/** Makes the handler that answers an error with one line of JSON, never with a stack trace. */
export function problems(log: Log): ErrorRequestHandler {
  // Express takes a handler with four parameters for an error handler.
  return (error: unknown, _request, response, _next) => {
    if (response.headersSent) {
      // The whole answer has been sent already.
      if (response.writableEnded) return;
      log.error("an answer broke off", { reason: reasonIn(error) });
      response.destroy();
      return;
    }
    const { status, message, retryAfter } = problemOf(error);
    if (status >= 500) log.error("request failed", { status, reason: reasonIn(error) });
    if (retryAfter !== undefined) response.set("Retry-After", String(retryAfter));
    response.status(status).json({ error: message });
  };
}

type Problem = {
  readonly status: number;
  readonly message: string;
  /** After how long (s) the same request may be sent again. */
  readonly retryAfter?: number;
};

function problemOf(error: unknown): Problem {
  if (error instanceof BadInputError) {
    const { message, fault } = error;
    const retryAfter = error instanceof ThrottledError ? { retryAfter: error.seconds } : {};
    return { status: statuses[fault], message, ...retryAfter };
  }
  if (error instanceof StoreAwayError) {
    return { status: 503, message: "the store is away; try again", retryAfter: 1 };
  }
  if (error instanceof TooBusyError) {
    const message = "others kept changing the same data, so this was not done; try again";
    return { status: 503, message, retryAfter: 1 };
  }
  // Express' own parsers say what is wrong with a body, and with which status.
  const status = statusOf(error);
  if (status !== undefined) return { status, message: messageOf(error) };
  return { status: 500, message: "something went wrong here; the log says what" };
}

function statusOf(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null || !("status" in error)) return undefined;
  const { status } = error;
  return typeof status === "number" && status >= 400 && status < 500 ? status : undefined;
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : "unknown";
  return message.split("\n", 1)[0] ?? message;
}
