import type { RequestHandler } from "express";
import { BadInputError } from "../domain/bad-input.ts";

/**
 * Lets this machine's own programs through and nobody's pages: a loopback Host, which a page that
 * was rebound to this address by DNS does not send, and no foreign Origin.
 */
export const onlyFromHere: RequestHandler = (request, _response, next) => {
  const { host = "", origin } = request.headers;
  const foreign = origin !== undefined && !isHere(URL.canParse(origin) ? new URL(origin).host : "");
  if (isHere(host) && !foreign) next();
  else {
    throw new BadInputError(
      "the simulator answers to this machine only, as localhost; SIMULATOR=on, written out, opens it",
      "forbidden",
    );
  }
};

function isHere(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i.test(host);
}
