import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** What came back over a bare connection before the other side closed it. */
export type RawAnswer = {
  /** 0 when there was no answer. */
  readonly status: number;
  readonly head: string;
  readonly body: string;
  /** How many bytes left this process. */
  readonly sent: number;
};

/** A connection on which a test writes what no HTTP client would. */
export type RawConnection = {
  readonly socket: Socket;
  /** Waits until the other side closes, at most so long. */
  answer(withinMs?: number): Promise<RawAnswer>;
  close(): void;
};

/**
 * Connects to a port of this machine and writes; when told to, from another address of it, and
 * without closing when the other side does (`allowHalfOpen`).
 */
export async function connectRaw(
  port: number,
  text: string,
  how: { readonly localAddress?: string; readonly allowHalfOpen?: boolean } = {},
): Promise<RawConnection> {
  const socket = connect({ port, host: "127.0.0.1", ...how });
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  // A reset ends the connection like anything else.
  socket.on("error", () => undefined);
  await once(socket, "connect");
  socket.write(text);
  const closed = new Promise<void>((resolve) => {
    socket.once("close", () => {
      resolve();
    });
  });
  return {
    socket,
    async answer(withinMs = 5_000) {
      const timer = setTimeout(() => socket.destroy(), withinMs);
      await closed;
      clearTimeout(timer);
      const [head = "", ...rest] = Buffer.concat(chunks).toString("utf8").split("\r\n\r\n");
      const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1] ?? 0);
      return { status, head, body: rest.join("\r\n\r\n"), sent: socket.bytesWritten };
    },
    close: () => {
      socket.destroy();
    },
  };
}

/**
 * Sends a chunked body of up to so many bytes, as fast as the other side takes it; ends when it
 * closes the connection.
 */
export async function sendChunked(connection: RawConnection, bytes: number): Promise<void> {
  const { socket } = connection;
  const part = Buffer.alloc(65_536, "a");
  const framed = Buffer.concat([Buffer.from("10000\r\n"), part, Buffer.from("\r\n")]);
  for (let sent = 0; sent < bytes && !socket.destroyed; sent += part.length) {
    if (!socket.write(framed)) {
      await Promise.race([once(socket, "drain"), once(socket, "close")]).catch(() => undefined);
    }
  }
  if (!socket.destroyed) socket.write("0\r\n\r\n");
}
