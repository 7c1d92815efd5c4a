import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { networkOf } from "../domain/address.ts";
import { bodyWithinMs, bodyTooLate } from "./body.ts";
import { lingerAfter } from "./linger.ts";

/** What somebody may take of a server before anything is known of him. */
export type DoorLimits = {
  /** How long (ms) a connection may be without a request, and the headers of one may take. */
  readonly headersWithinMs: number;
  /** How long (ms) a request may take from its first byte to its last. */
  readonly requestWithinMs: number;
  /** How long (ms) a connection is kept for a next request of which nothing has come. */
  readonly idleMs: number;
  /** After how long (ms) a connection ends with its next answer. */
  readonly connectionMs: number;
  /** How long (ms) what is written may wait to be taken, and how much longer for what is long. */
  readonly takenWithinMs: number;
  readonly leastBytesPerSecond: number;
  /** How many connections may be open at once. */
  readonly connections: number;
  /** How many of them may come from one network (`networkOf`). */
  readonly perAddress: number;
};

/** The limits of every server; tests of them have shorter ones. */
export const usualLimits: DoorLimits = {
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

/** Lets a request take so long (ms) from its first byte to its last, instead of the usual time. */
export function giveTime(request: IncomingMessage, withinMs: number): void {
  allowances.set(request, withinMs);
}

/** Notes that the headers of a request have come; call it before the request is answered. */
export type Door = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Gives every connection of a server its deadline, whatever it asks for, and looks every tenth of a
 * second which are over; keeps it from having too many connections.
 */
export function guardDoor(server: Server, limits: DoorLimits): Door {
  const connections = new Map<Socket, Connection>();
  const byNetwork = new Map<string, Set<Socket>>();
  const forget = (socket: Socket, network: string): void => {
    connections.delete(socket);
    const alike = byNetwork.get(network);
    alike?.delete(socket);
    if (alike?.size === 0) byNetwork.delete(network);
  };
  /**
   * Ends a connection of the network that has the most, if that is more than whoever comes has: so
   * nobody is kept out by a few who take all there is. Answers whether it could.
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
  /** The headers of a request have come. */
  readonly began: (request: IncomingMessage, response: ServerResponse) => void;
  /** Ends it when a deadline is over. */
  readonly look: (now: number) => void;
  /** Whether a request that has come whole is being answered. */
  readonly isAnswered: () => boolean;
};

function createConnection(socket: Socket, limits: DoorLimits): Connection {
  const openedAt = performance.now();
  let quietSince = openedAt;
  let quietMs = limits.headersWithinMs;
  /** When the first byte of what is coming came. */
  let begunAt: number | undefined;
  /** How many bytes had come when the last answer was given. */
  let read = 0;
  let last: { readonly request: IncomingMessage; readonly response: ServerResponse } | undefined;
  let waiting: { readonly until: number; readonly bytes: number } | undefined;

  /** Whether what is written is not taken in time. */
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
    // A connection that was kept and not used ends without a word.
    if (begunAt !== undefined || quietSince === openedAt) {
      socket.write("HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n");
    }
    socket.destroy();
  };

  return {
    began(request, response) {
      const now = performance.now();
      // While the last one is known, nothing had been seen of this one before.
      begunAt = last === undefined ? (begunAt ?? now) : now;
      last = { request, response };
      if (now - openedAt >= limits.connectionMs) response.shouldKeepAlive = false;
      if (!hasBody(request)) return;
      // Answered before its body has come, a request is the last of its connection.
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
  // It was answered early, and lingers no longer than its second.
  if (response.headersSent) {
    if (!response.writableEnded) request.socket.destroy();
    return;
  }
  response.writeHead(408, { "Content-Type": "text/plain; charset=utf-8", Connection: "close" });
  response.end(`${bodyTooLate(withinMs).message}\n`);
}
