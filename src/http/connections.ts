import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { networkOf } from "../domain/address.ts";
import { bodyWithinMs, bodyTooLate } from "./body.ts";
import { lingerAfter } from "./linger.ts";

/** How long connections to a server may last, and how many there may be. */
export type ConnectionLimits = {
  /** How long (ms) a connection may be without a request, and the headers of one may take. */
  readonly headersWithinMs: number;
  /** How long (ms) a request may take from its first byte to its last. */
  readonly requestWithinMs: number;
  /** How long (ms) a connection is kept for a next request of which nothing has come. */
  readonly idleMs: number;
  /** After how long (ms) a connection ends with its next answer. */
  readonly connectionMs: number;
  /** How long (ms) an answer may wait to be read by the client; a long one has more time. */
  readonly takenWithinMs: number;
  readonly leastBytesPerSecond: number;
  /** How many connections may be open at once. */
  readonly connections: number;
  /** How many of them may come from one network (`networkOf`). */
  readonly perAddress: number;
};

/** The limits of every server; tests of them have shorter ones. */
export const usualLimits: ConnectionLimits = {
  headersWithinMs: 10_000,
  requestWithinMs: bodyWithinMs,
  idleMs: 5_000,
  connectionMs: 600_000,
  takenWithinMs: 15_000,
  leastBytesPerSecond: 16_384,
  connections: 10_000,
  perAddress: 1_000,
};

const allowances = new WeakMap<IncomingMessage, number>();

/** Gives one request another time (ms) from its first byte to its last than the usual one. */
export function giveTime(request: IncomingMessage, withinMs: number): void {
  allowances.set(request, withinMs);
}

/**
 * Limits the number of connections of a server, and gives each a deadline, which is checked every
 * tenth of a second. Returns the function to be called with each request whose headers have come,
 * before it is answered.
 */
export function limitConnections(server: Server, limits: ConnectionLimits): RequestListener {
  const connections = new Map<Socket, Connection>();
  const byNetwork = new Map<string, Set<Socket>>();
  const forget = (socket: Socket, network: string): void => {
    connections.delete(socket);
    const alike = byNetwork.get(network);
    alike?.delete(socket);
    if (alike?.size === 0) byNetwork.delete(network);
  };
  /**
   * Ends a connection of the network that has the most connections, if a new one from a network with
   * `has` connections would not have as many: so a few networks cannot keep all others out. Returns
   * whether it ended one.
   */
  const makeRoom = (has: number): boolean => {
    const [network, most] = largestOf(byNetwork);
    if (most.length <= has + 1) return false;
    const isSpared = (socket: Socket): boolean => connections.get(socket)?.isAnswered() === true;
    const socket = most.find((each) => !isSpared(each)) ?? most[0];
    if (socket === undefined) return false;
    forget(socket, network);
    socket.destroy();
    return true;
  };

  server.on("connection", (socket: Socket) => {
    const network = networkOf(socket.remoteAddress ?? "");
    const has = byNetwork.get(network)?.size ?? 0;
    const isFull = connections.size >= limits.connections;
    if (has >= limits.perAddress || (isFull && !makeRoom(has))) {
      socket.destroy();
      return;
    }
    connections.set(socket, createConnection(socket, limits));
    byNetwork.set(network, (byNetwork.get(network) ?? new Set()).add(socket));
    socket.once("close", () => {
      forget(socket, network);
    });
  });

  const everyMs = Math.min(100, Math.ceil(limits.headersWithinMs / 20));
  const looking = setInterval(() => {
    const now = performance.now();
    for (const connection of connections.values()) connection.look(now);
  }, everyMs).unref();
  server.once("close", () => {
    clearInterval(looking);
  });

  return (request, response) => {
    connections.get(request.socket)?.began(request, response);
  };
}

function largestOf(
  byNetwork: ReadonlyMap<string, ReadonlySet<Socket>>,
): readonly [string, readonly Socket[]] {
  let largest: readonly [string, ReadonlySet<Socket>] = ["", new Set()];
  for (const each of byNetwork) if (each[1].size > largest[1].size) largest = each;
  return [largest[0], [...largest[1]]];
}

type Connection = {
  /** Notes a request whose headers have come. */
  readonly began: (request: IncomingMessage, response: ServerResponse) => void;
  /** Ends the connection when a deadline is over. */
  readonly look: (now: number) => void;
  /** Whether a request that was received completely is being answered. */
  readonly isAnswered: () => boolean;
};

function createConnection(socket: Socket, limits: ConnectionLimits): Connection {
  const openedAt = performance.now();
  let quietSince = openedAt;
  let quietMs = limits.headersWithinMs;
  /** When the first byte of the request that is being received came. */
  let begunAt: number | undefined;
  /** How many bytes had come when the last answer was given. */
  let read = 0;
  let last: { readonly request: IncomingMessage; readonly response: ServerResponse } | undefined;
  let waiting: { readonly until: number; readonly bytes: number } | undefined;

  /** Whether the client does not read the answer in time. */
  const isStuck = (now: number): boolean => {
    const left = socket.writableLength;
    if (left === 0) waiting = undefined;
    else if (waiting === undefined || socket.bytesWritten - left >= waiting.bytes) {
      const forMs = limits.takenWithinMs + (left * 1000) / limits.leastBytesPerSecond;
      waiting = { until: now + forMs, bytes: socket.bytesWritten };
    }
    return waiting !== undefined && now >= waiting.until;
  };

  const endTooLate = (): void => {
    // A connection that was kept alive and not used again is closed without an answer.
    if (begunAt !== undefined || quietSince === openedAt) {
      socket.write("HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n");
    }
    socket.destroy();
  };

  return {
    began(request, response) {
      const now = performance.now();
      // While the request before is not yet answered, no byte of this one has been noted.
      begunAt = last === undefined ? (begunAt ?? now) : now;
      last = { request, response };
      if (now - openedAt >= limits.connectionMs) response.shouldKeepAlive = false;
      if (!hasBody(request)) return;
      // A request that is answered before its body was received is the last of its connection.
      const { shouldKeepAlive } = response;
      response.shouldKeepAlive = false;
      request.once("end", () => {
        response.shouldKeepAlive = shouldKeepAlive;
      });
      lingerAfter(request);
    },

    look(now) {
      if (isStuck(now)) {
        socket.destroy();
        return;
      }
      if (last !== undefined) {
        const { request, response } = last;
        if (!request.complete) {
          const withinMs = allowances.get(request) ?? limits.requestWithinMs;
          if (now - (begunAt ?? now) >= withinMs) answerTooLate(request, response, withinMs);
          return;
        }
        if (!response.writableFinished) return;
        last = undefined;
        begunAt = undefined;
        read = socket.bytesRead;
        quietSince = now;
        quietMs = limits.idleMs;
      }
      if (begunAt === undefined && socket.bytesRead > read) begunAt = now;
      const isLate =
        begunAt === undefined
          ? now - quietSince >= quietMs
          : now - begunAt >= limits.headersWithinMs;
      if (isLate) endTooLate();
    },

    isAnswered: () => last !== undefined && last.request.complete && !last.response.writableEnded,
  };
}

function hasBody({ headers }: IncomingMessage): boolean {
  const { "content-length": length = "0", "transfer-encoding": coding } = headers;
  return length !== "0" || coding !== undefined;
}

function answerTooLate(request: IncomingMessage, response: ServerResponse, withinMs: number): void {
  // It was answered before it was received completely.
  if (response.headersSent) {
    if (!response.writableEnded) request.socket.destroy();
    return;
  }
  response.writeHead(408, { "Content-Type": "text/plain; charset=utf-8", Connection: "close" });
  response.end(`${bodyTooLate(withinMs).message}\n`);
}
