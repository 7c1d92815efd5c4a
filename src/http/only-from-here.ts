import type { Request, RequestHandler } from "express";
import { BadInputError } from "../domain/bad-input.ts";

/** Who may call the simulator beside programs on this machine. */
export type OpenedTo = {
  /** SIMULATOR=on was written out: then any Host and Origin may. */
  readonly toAnybody: boolean;
  /** How many proxies stand in front of the server, as TRUST_PROXY says. */
  readonly trustProxy: number;
};

/**
 * Makes a handler that passes on requests from programs on this machine only: those with a loopback
 * Host (a page that was rebound to this address by DNS sends another one), with no foreign Origin,
 * and with no sign of a proxy, which may stand in the internet and name this server as the Host. When
 * the simulator was opened to anybody, only requests through a proxy are refused, while TRUST_PROXY
 * says that there is none.
 */
export function onlyFromHere({ toAnybody, trustProxy }: OpenedTo): RequestHandler {
  return (request, _response, next) => {
    const proxy = signOfProxy(request);
    if (toAnybody) {
      if (proxy !== undefined && trustProxy === 0) refuse(`${proxy}; ${toOpenForProxy}`);
    } else if (proxy !== undefined) {
      refuse(`${proxy}, and the simulator answers to this machine only; ${toOpenForProxy}`);
    } else if (!isHere(request.headers.host ?? "") || isForeign(request.headers.origin)) {
      refuse(
        "the simulator answers to this machine only, as localhost; SIMULATOR=on, written out, opens it",
      );
    }
    next();
  };
}

const toOpenForProxy =
  "if the proxy is yours and may show every code to whoever reaches it, set SIMULATOR=on and TRUST_PROXY=1";

// Headers that nginx as usually configured, Apache, Caddy, Traefik, Envoy and CDNs add to a request.
const ofProxies = /^(forwarded|x-forwarded.*|x-real-ip|via|cdn-loop|.*-(client|connecting)-ip)$/;

/** Returns the sign that a request came through a proxy, in words; undefined: there is none. */
function signOfProxy({ headers, httpVersion }: Request): string | undefined {
  const header = Object.keys(headers).find((name) => ofProxies.test(name));
  if (header !== undefined) return `this came through a proxy, as its header ${header} says`;
  // nginx passes requests on in HTTP/1.0 unless configured otherwise; programs of today use 1.1.
  return httpVersion === "1.0"
    ? "this came in HTTP/1.0, which is how a plain nginx passes on"
    : undefined;
}

function isForeign(origin: string | undefined): boolean {
  return origin !== undefined && !isHere(URL.canParse(origin) ? new URL(origin).host : "");
}

function isHere(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i.test(host);
}

function refuse(why: string): never {
  throw new BadInputError(why, "forbidden");
}
