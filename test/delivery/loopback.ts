import { once } from "node:events";
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** Something that listens on a free loopback port until the test is over. */
export type Listening = { readonly port: number; readonly stop: () => Promise<void> };

/** Listens for HTTP. */
export function listenHttp(listener: RequestListener): Promise<Listening> {
  return listening(createHttpServer(listener));
}

/** Listens for bare connections. */
export function listenBare(connected: (socket: Socket) => void): Promise<Listening> {
  return listening(createServer(connected));
}

async function listening(server: Server): Promise<Listening> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
