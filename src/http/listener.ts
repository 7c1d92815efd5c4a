import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { limitConnections, usualLimits, type ConnectionLimits } from "./connections.ts";

/** Answers one request. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A server that is listening. */
export type Listening = {
  readonly port: number;
  /** Takes no more connections, answers what it has begun (within 5 s), and closes. */
  readonly stop: () => Promise<void>;
};

/** The port is taken, or this user may not use it. */
export class CannotListenError extends Error {
  override readonly name = "CannotListenError";
}

const stopWithinMs = 5_000;
const lookForIdleMs = 50;

/** Where to listen, and how many connections there may be. */
export type ListenOptions = {
  readonly host: string;
  readonly port: number;
  /** The number of proxies in front; all connections come from the last one, so no address is limited. */
  readonly trustProxy?: number;
  readonly limits?: ConnectionLimits;
};

/**
 * Listens. `/callback` is answered here, before Express, which would cost five sixths of a bare
 * handler's throughput; everything else goes to `rest`.
 */
export async function listen(
  { host, port, trustProxy = 0, limits = usualLimits }: ListenOptions,
  callback: Handler,
  rest: Handler,
): Promise<Listening> {
  let stopping = false;
  const server = createServer(
    // `limitConnections` has deadlines of its own: Node's do not know the route, and are checked late.
    { headersTimeout: 0, requestTimeout: 0, keepAliveTimeout: limits.idleMs },
    (request, response) => {
      const { url = "" } = request;
      // A busy sender's connection is never idle: it ends with its next answer.
      if (stopping) response.shouldKeepAlive = false;
      began(request, response);
      const isCallback = url === "/callback" || url.startsWith("/callback?");
      (isCallback ? callback : rest)(request, response);
    },
  );
  const perAddress = trustProxy > 0 ? limits.connections : limits.perAddress;
  const began = limitConnections(server, { ...limits, perAddress });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(new CannotListenError(whyNot(error, host, port)));
    });
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    stop: () => {
      stopping = true;
      return stopped(server);
    },
  };
}

function stopped(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const idle = setInterval(() => {
      server.closeIdleConnections();
    }, lookForIdleMs);
    const timer = setTimeout(() => {
      server.closeAllConnections();
    }, stopWithinMs);
    server.close(() => {
      clearInterval(idle);
      clearTimeout(timer);
      resolve();
    });
  });
}

function whyNot(error: NodeJS.ErrnoException, host: string, port: number): string {
  switch (error.code) {
    case "EADDRINUSE":
      return `PORT ${port} is taken on ${host}; stop what listens there, or start with another PORT`;
    case "EACCES":
      return `PORT ${port} may not be used by this user; choose one above 1023`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return `HOST ${host} is not an address of this machine`;
    default:
      return `cannot listen on HOST ${host}, PORT ${port}: ${error.message}`;
  }
}
