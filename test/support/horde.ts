import { connect, type Socket } from "node:net";
import { inParallel } from "./in-parallel.ts";

/** Many connections that send a byte now and then, and close only when they are made to. */
export type Horde = {
  /** How many of them are open now. */
  readonly open: () => number;
  /** How many were open at once, at most. */
  readonly most: () => number;
  readonly end: () => void;
};

/** Requests that never come whole: answered early, or waited for, wherever they go. */
export const neverWhole: readonly string[] = [
  "GET /healthz",
  "GET /callback?timestamp=1",
  "POST /callback?timestamp=1",
  "PUT /callback",
  "POST /nothing",
  "POST /api/session",
  "POST /api/members/import",
  "POST /_sim/reset",
  "POST /cgi-bin/message/send",
].flatMap((line) => {
  const head = `${line} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json`;
  return [
    `${head}\r\nContent-Length: 60000\r\n\r\n{`,
    `${head}\r\nTransfer-Encoding: chunked\r\n\r\n8000\r\n{`,
    `${head}\r\nX: `,
  ];
});

/** Opens so many from each of so many addresses of this machine, the first of them 127.0.1.1. */
export async function startHorde(
  port: number,
  { each, addresses, everyMs }: { each: number; addresses: number; everyMs: number },
): Promise<Horde> {
  const sockets = new Set<Socket>();
  let most = 0;
  const open = (localAddress: string, text: string): Promise<void> =>
    new Promise((resolve) => {
      const socket = connect({ port, host: "127.0.0.1", localAddress, allowHalfOpen: true });
      socket.on("error", () => undefined).resume();
      socket.once("connect", () => {
        sockets.add(socket);
        most = Math.max(most, sockets.size);
        socket.write(text);
        resolve();
      });
      socket.once("close", () => {
        sockets.delete(socket);
        resolve();
      });
    });
  const dripping = setInterval(() => {
    for (const socket of sockets) socket.write("a");
  }, everyMs);
  // Not all at once: a server's queue of those who knock is short.
  await inParallel(each * addresses, 400, (index) => {
    const text = neverWhole[index % neverWhole.length] ?? "";
    return open(`127.0.1.${1 + (index % addresses)}`, text);
  });
  return {
    open: () => sockets.size,
    most: () => most,
    end: () => {
      clearInterval(dripping);
      for (const socket of sockets) socket.destroy();
    },
  };
}
