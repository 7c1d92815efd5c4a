import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A TCP proxy that can lose replies. */
export type LossyProxy = {
  readonly port: number;
  /** Forwards the next bytes, then drops the connection instead of the answer to them. */
  loseNextReply(): void;
  /** Forwards nothing any more, and says nothing either, as a network does that is cut. */
  swallowAll(): void;
  /** Forwards again, for new connections. */
  heal(): void;
  close(): Promise<void>;
};

/** Starts a proxy before a port of this machine. */
export async function startLossyProxy(port: number): Promise<LossyProxy> {
  const sockets = new Set<Socket>();
  let isLosing = false;
  let isSwallowing = false;
  const server = createServer((near) => {
    const far = connect(port, "127.0.0.1");
    let isCut = false;
    let isDeaf = isSwallowing;
    near.on("data", (asked) => {
      isDeaf ||= isSwallowing;
      if (isDeaf) return;
      isCut ||= isLosing;
      isLosing = false;
      far.write(asked);
    });
    far.on("data", (answer) => {
      if (isDeaf) return;
      if (isCut) near.destroy();
      else near.write(answer);
    });
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    // A server that listens on a port has an address of this kind.
    port: (server.address() as AddressInfo).port,
    loseNextReply() {
      isLosing = true;
    },
    swallowAll() {
      isSwallowing = true;
    },
    heal() {
      isSwallowing = false;
    },
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) =>
        server.close(() => {
          resolve();
        }),
      );
    },
  };
}
