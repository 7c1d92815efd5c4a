import type { ErrorRequestHandler, RequestHandler } from "express";
import { BadInputError, ThrottledError, type Fault } from "../domain/bad-input.ts";
import { reasonIn } from "../domain/reason.ts";
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

/** Answers what nobody else did: 404 with a line that says what there is. */
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

/** Turns whatever was thrown into one line of JSON, never a stack trace. */
export function problems(log: Log): ErrorRequestHandler {
  // Express knows it by its four parameters; its own would write stack traces to standard error.
  return (error: unknown, _request, response, _next) => {
    if (response.headersSent) {
      // An answer that has been given whole stays as it is.
      if (response.writableEnded) return;
      log.error("an answer broke off", { reason: reasonIn(error) });
      response.destroy();
      return;
    }
    const { status, message } = problemOf(error);
    if (status >= 500) log.error("request failed", { status, reason: reasonIn(error) });
    if (error instanceof ThrottledError) response.set("Retry-After", String(error.seconds));
    response.status(status).json({ error: message });
  };
}

function problemOf(error: unknown): { readonly status: number; readonly message: string } {
  if (error instanceof BadInputError)
    return { status: statuses[error.fault], message: error.message };
  if (error instanceof StoreAwayError)
    return { status: 503, message: "the store is away; try again" };
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
