import type { IncomingMessage } from "node:http";
import { Socket } from "node:net";

/** How long (ms), and for how many bytes, somebody who is answered early may go on sending. */
export const lingering = { withinMs: 1_000, bytes: 262_144 } as const;

/**
 * Answered before it has come whole, a request ends its connection: the answer is sent, what still
 * arrives is thrown away for a moment, so that the sender gets to read the answer (a connection that
 * is closed while bytes arrive is reset; RFC 9112 §9.6), and then the connection is destroyed. Call
 * it before the answer ends, and answer `Connection: close`.
 */
export function lingerAfter(request: IncomingMessage): void {
  const { socket } = request;
  // Node calls this when an answer that says `Connection: close` has been written.
  socket.destroySoon = () => {
    if (request.complete) Socket.prototype.destroySoon.call(socket);
    else linger(request);
  };
}

function linger(request: IncomingMessage): void {
  const { socket } = request;
  socket.end();
  let left: number = lingering.bytes;
  socket.on("data", (chunk: Buffer) => {
    left -= chunk.length;
    if (left >= 0) return;
    // Either of them would go on reading for the other.
    request.pause();
    socket.pause();
  });
  const timer = setTimeout(() => socket.destroy(), lingering.withinMs);
  socket.once("close", () => {
    clearTimeout(timer);
    // Node tells nobody of the end of a request that has been answered; who still reads it waits.
    request.destroy();
  });
}
