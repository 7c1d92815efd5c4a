import type { IncomingMessage } from "node:http";
import { readableText } from "../wire/utf8.ts";

/** How long (ms) a request may take until it is received completely. */
export const bodyWithinMs = 15_000;

/** A body that is not read to its end, and the HTTP status that says why. */
export class BodyError extends Error {
  override readonly name = "BodyError";
  readonly status: 400 | 408 | 413 | 415;

  constructor(status: 400 | 408 | 413 | 415, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * Reads a body as text, at most `limit` bytes within `withinMs`. A longer one is refused as soon as
 * that is known, a compressed one without reading it.
 */
export async function readBody(
  request: IncomingMessage,
  limit: number,
  withinMs: number,
): Promise<string> {
  const encoding = request.headers["content-encoding"];
  if (encoding !== undefined && encoding !== "identity") {
    throw new BodyError(415, "a compressed body is not read; send it as it is");
  }
  return readableText(await readBytes(request, limit, withinMs));
}

/** Reads a body as bytes, at most `limit` bytes within `withinMs`. */
export function readBytes(
  request: IncomingMessage,
  limit: number,
  withinMs: number,
): Promise<Buffer> {
  const declared = Number(request.headers["content-length"] ?? 0);
  if (declared > limit) return Promise.reject(bodyTooLong(limit));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const refuse = (error: BodyError): void => {
      clearTimeout(timer);
      // The caller decides what happens with the rest of the body.
      request.off("data", onData).off("end", onEnd).off("close", onClose);
      reject(error);
    };
    const timer = setTimeout(() => {
      refuse(bodyTooLate(withinMs));
    }, withinMs);
    const onData = (chunk: Buffer): void => {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes > limit) refuse(bodyTooLong(limit));
    };
    const onEnd = (): void => {
      clearTimeout(timer);
      const [only] = chunks;
      resolve(chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks));
    };
    const onClose = (): void => {
      if (!request.complete) refuse(new BodyError(400, "the body broke off"));
    };
    request.on("data", onData).on("end", onEnd).on("close", onClose);
  });
}

/** What a body of more than `limit` bytes is refused with. */
export function bodyTooLong(limit: number): BodyError {
  return new BodyError(413, `a body may have ${limit} bytes at most`);
}

/** What a body that takes longer than `withinMs` is refused with. */
export function bodyTooLate(withinMs: number): BodyError {
  return new BodyError(408, `the request took longer than ${withinMs / 1000} s`);
}
