import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { expect } from "chai";
import { listen, usualLimits, type Listening } from "../../src/http/listener.ts";
import { createEnds } from "../support/ends.ts";
import { connectRaw } from "../support/raw.ts";
import { until } from "../support/redis.ts";

const get = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

describe("the listener", () => {
  const whenOver = createEnds();
  const listening = async (limits: Partial<typeof usualLimits>): Promise<Listening> => {
    const at = { host: "127.0.0.1", port: 0, limits: { ...usualLimits, ...limits } };
    const answer = (_request: unknown, response: { end(text: string): void }): void => {
      response.end("answered");
    };
    const started = await listen(at, answer, answer);
    whenOver(() => started.stop());
    return started;
  };

  it("waits 10 s for headers, and has 10,000 connections", () => {
    expect(usualLimits).to.deep.equal({ headersWithinMs: 10_000, connections: 10_000 });
  });

  const beginnings: readonly (readonly [string, string])[] = [
    ["nothing", ""],
    ["half of a URL", "GET /"],
    ["half of its headers", "POST /callback HTTP/1.1\r\nHost: localhost\r\nX: "],
    ["a request, and half of another", `${get}GET / HTTP/1.1\r\nX: `],
  ];
  for (const [what, text] of beginnings) {
    it(`ends a connection that sends ${what}, and then a byte now and then`, async () => {
      const { port } = await listening({ headersWithinMs: 100 });
      const started = performance.now();
      const connection = await connectRaw(port, text);
      const drip = text === "" ? undefined : setInterval(() => connection.socket.write("a"), 20);
      const answer = await connection.answer(2_000);
      clearInterval(drip);
      expect(answer.head + answer.body).to.include("HTTP/1.1 408 Request Timeout");
      expect(performance.now() - started).to.be.above(90);
    });
  }

  it("closes unanswered what comes beyond its connections, until one of them ends", async () => {
    const { port } = await listening({ connections: 3 });
    const open = await Promise.all([ask(port), ask(port), ask(port)]);
    expect(open.map(({ answered }) => answered)).to.deep.equal([true, true, true]);
    expect((await ask(port)).answered).to.equal(false);
    const [first] = open;
    first.socket.destroy();
    await until(async () => (await ask(port)).answered);
    for (const { socket } of open) socket.destroy();
  });
});

type Asked = { readonly socket: Socket; readonly answered: boolean };

/** Asks over a connection of its own that stays open; without an answer it was closed. */
async function ask(port: number): Promise<Asked> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  socket.write(get);
  const answered = await Promise.race([
    once(socket, "data").then(() => true),
    once(socket, "close").then(() => false),
  ]);
  return { socket, answered };
}
