import type { Request, RequestHandler } from "express";
import { BadInputError } from "../domain/bad-input.ts";

/** Who may see what is simulated, beyond this machine's own programs. */
export type OpenedTo = {
  /** SIMULATOR=on was written out: then any Host and Origin may. */
  readonly toAnybody: boolean;
  /** How many proxies were spoken of. */
  readonly trustProxy: number;
};

/**
 * Keeps what is simulated to this machine's own programs unless it was opened: a loopback Host,
 * which a page that was rebound to this address by DNS does not send, no foreign Origin, and no
 * sign of a proxy, since it may well stand in the internet and name this server as the Host. Opened,
 * it still refuses what came through a proxy while none was spoken of.
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

// What nginx's recipes, Apache, Caddy, Traefik, Envoy and the edges of CDNs put into a request.
const ofProxies = /^(forwarded|x-forwarded.*|x-real-ip|via|cdn-loop|.*-(client|connecting)-ip)$/;

/** Says by what a request shows that it came through a proxy; undefined: by nothing. */
function signOfProxy({ headers, httpVersion }: Request): string | undefined {
  const header = Object.keys(headers).find((name) => ofProxies.test(name));
  if (header !== undefined) return `this came through a proxy, as its header ${header} says`;
  // An nginx that was told nothing else speaks the old version, and no program of today does.
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
