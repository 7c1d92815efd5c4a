import { connect, type Socket } from "node:net";
import type { Lane, Request } from "./requests.ts";
import { readResponse, type Response } from "./response.ts";

/** What came of a round. */
export type Driven = {
  readonly messages: number;
  readonly seconds: number;
  /** How long each message waited for its answer, ms, in no order. */
  readonly latencies: Float64Array;
  /** Answers with a status other than 200. */
  readonly failures: number;
  /** What share of one core the generator itself used. */
  readonly ownShare: number;
};

/** Hears every answer; only the warm-up listens, so that the clock measures no checking. */
export type Heard = (request: Request, response: Response) => void;

/** Sends the lanes to a port, each over a connection of its own, and waits for every answer. */
export async function drive(port: number, lanes: readonly Lane[], heard?: Heard): Promise<Driven> {
  const sockets = await Promise.all(lanes.map(() => opened(port)));
  const messages = lanes.reduce((sum, lane) => sum + lane.length, 0);
  const tally: Tally = { latencies: new Float64Array(messages), answered: 0, failures: 0, heard };
  const cpu = process.cpuUsage();
  const began = performance.now();
  await Promise.all(
    lanes.map(async (lane, at) => {
      const socket = sockets[at];
      if (socket !== undefined) await sendAll(socket, lane, tally);
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  for (const socket of sockets) socket.destroy();
  const { latencies, failures } = tally;
  return { messages, seconds, latencies, failures, ownShare: (user + system) / 1e6 / seconds };
}

type Tally = {
  readonly latencies: Float64Array;
  answered: number;
  failures: number;
  readonly heard: Heard | undefined;
};

function opened(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.off("error", reject);
      resolve(socket.setNoDelay(true));
    });
    socket.once("error", reject);
  });
}

function sendAll(socket: Socket, lane: Lane, tally: Tally): Promise<void> {
  return new Promise((resolve, reject) => {
    let at = -1;
    let sentAt = 0;
    let received: Buffer | undefined;
    const sendNext = (): void => {
      at += 1;
      const request = lane[at];
      if (request === undefined) {
        socket.off("close", onClose);
        resolve();
        return;
      }
      sentAt = performance.now();
      socket.write(request.bytes);
    };
    const onClose = (): void => {
      reject(new Error(`the server closed a connection after ${at} of ${lane.length} messages`));
    };
    socket.on("error", reject).on("close", onClose);
    socket.on("data", (chunk: Buffer) => {
      received = received === undefined ? chunk : Buffer.concat([received, chunk]);
      const response = readResponse(received);
      if (response === undefined) return;
      received = undefined;
      tally.latencies[tally.answered] = performance.now() - sentAt;
      tally.answered += 1;
      if (response.status !== 200) tally.failures += 1;
      const request = lane[at];
      if (request !== undefined) tally.heard?.(request, response);
      sendNext();
    });
    sendNext();
  });
}
