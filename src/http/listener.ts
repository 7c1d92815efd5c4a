import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

/** Answers one request. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A server that is listening. */
export type Listening = {
  readonly port: number;
  /** Takes no more connections, answers what it has begun (within 5 s), and closes. */
  readonly stop: () => Promise<void>;
};

/** The port is not free, or not ours to have. */
export class CannotListenError extends Error {
  override readonly name = "CannotListenError";
}

/** What somebody may take of a server before anything is known of him. */
export type Limits = {
  /** How long (ms) the headers of a request may take. */
  readonly headersWithinMs: number;
  /** How many connections may be open at once; more are closed unanswered. */
  readonly connections: number;
};

/** The limits of every server; tests of them have shorter ones. */
export const usualLimits: Limits = { headersWithinMs: 10_000, connections: 10_000 };

const stopWithinMs = 5_000;
const lookForIdleMs = 50;

/**
 * Listens. `/callback` is answered here, before Express, which would cost five sixths of a bare
 * handler's throughput; everything else goes to `rest`.
 */
export async function listen(
  at: { readonly host: string; readonly port: number; readonly limits?: Limits },
  callback: Handler,
  rest: Handler,
): Promise<Listening> {
  const { host, port, limits = usualLimits } = at;
  let stopping = false;
  const server = createServer(
    {
      headersTimeout: limits.headersWithinMs,
      // Node looks only so often who is late, every 30 s unless told.
      connectionsCheckingInterval: limits.headersWithinMs / 20,
      // Bodies have time limits of their own where they are read: an import may take its time.
      requestTimeout: 0,
      keepAliveTimeout: 5_000,
    },
    (request, response) => {
      const { url = "" } = request;
      // A busy sender's connection is never idle: it ends with its next answer.
      if (stopping) response.shouldKeepAlive = false;
      const isCallback = url === "/callback" || url.startsWith("/callback?");
      (isCallback ? callback : rest)(request, response);
    },
  );
  server.maxConnections = limits.connections;
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
