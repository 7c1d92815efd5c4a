import type { IncomingMessage } from "node:http";
import { Socket } from "node:net";

/** For how long (ms) and how many bytes a client may go on sending after it was answered early. */
export const lingering = { withinMs: 1_000, bytes: 262_144 } as const;

/**
 * Ends the connection of a request that is answered before it was received completely: the answer is
 * sent, what still arrives is ignored for a moment, so that the client can read the answer (a
 * connection that is closed while bytes arrive is reset; RFC 9112 §9.6), and then the connection is
 * destroyed. Call it before the answer ends, and answer `Connection: close`.
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
    // Both must be paused: each of them makes the other go on reading.
    request.pause();
    socket.pause();
  });
  const timer = setTimeout(() => socket.destroy(), lingering.withinMs);
  socket.once("close", () => {
    clearTimeout(timer);
    // Node emits no end for a request that has been answered; who still reads it would wait for ever.
    request.destroy();
  });
}
