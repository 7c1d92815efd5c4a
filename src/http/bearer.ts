import { createHash, timingSafeEqual } from "node:crypto";
import type { RequestHandler } from "express";
import { BadInputError } from "../domain/bad-input.ts";

/** Makes a handler that passes on requests with the token in `Authorization: Bearer …`; compares in constant time. */
export function onlyWithToken(token: string): RequestHandler {
  const expected = digestOf(token);
  return (request, response, next) => {
    const sent = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
    if (sent !== undefined && timingSafeEqual(digestOf(sent), expected)) {
      next();
      return;
    }
    response.set("WWW-Authenticate", "Bearer");
    throw new BadInputError("send the token as: Authorization: Bearer …", "not-signed-in");
  };
}

// `timingSafeEqual` needs two buffers of one length, and a digest shows nothing of the token.
function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
