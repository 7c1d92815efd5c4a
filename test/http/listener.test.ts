import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { expect } from "chai";
import { giveTime, usualLimits, type ConnectionLimits } from "../../src/http/connections.ts";
import { listen, type Handler, type Listening } from "../../src/http/listener.ts";
import { lingering } from "../../src/http/linger.ts";
import { createEnds } from "../support/ends.ts";
import { connectRaw, sendChunked } from "../support/raw.ts";
import { pause, until } from "../support/redis.ts";
import { upTo } from "../support/assistant-on-store.ts";

const get = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
const half = "Host: localhost\r\nContent-Length: 1000\r\n\r\n{";
const early: Handler = (_request, response) => void response.end("answered");
const whole: Handler = (request, response) => {
  request.resume().once("end", () => response.end("read whole"));
};

describe("the listener", () => {
  const whenOver = createEnds();
  const listening = async (
    limits: Partial<ConnectionLimits>,
    answer: Handler = early,
    more: { readonly trustProxy?: number } = {},
  ): Promise<Listening> => {
    const at = { host: "127.0.0.1", port: 0, limits: { ...usualLimits, ...limits }, ...more };
    const started = await listen(at, answer, answer);
    whenOver(() => started.stop());
    return started;
  };
  /** Connects, sends, drips a text as long as it can, and answers what came and how long it took. */
  const drip = async (port: number, text: string, drop = "a") => {
    const started = performance.now();
    const connection = await connectRaw(port, text, { allowHalfOpen: drop !== "" });
    const dripping = setInterval(() => connection.socket.write(drop), 20);
    const { head, body } = await connection.answer(4_000);
    clearInterval(dripping);
    return { text: `${head}\n${body}`, ms: performance.now() - started };
  };

  it("waits 10 s for headers, 15 s for a whole request, and has 10,000 connections", () => {
    expect(usualLimits).to.deep.equal({
      headersWithinMs: 10_000,
      requestWithinMs: 15_000,
      idleMs: 5_000,
      connectionMs: 600_000,
      takenWithinMs: 15_000,
      leastBytesPerSecond: 16_384,
      connections: 10_000,
      perAddress: 1_000,
    });
    expect(lingering).to.deep.equal({ withinMs: 1_000, bytes: 262_144 });
  });

  const beginnings: readonly (readonly [string, string, string])[] = [
    ["nothing", "", ""],
    ["empty lines", "\r\n", "\r\n"],
    ["half of a URL", "GET /", "a"],
    ["half of its headers", "POST /callback HTTP/1.1\r\nHost: localhost\r\nX: ", "a"],
    ["a request, and half of another", `${get}GET / HTTP/1.1\r\nX: `, "a"],
  ];
  for (const [what, text, drop] of beginnings) {
    it(`ends a connection that sends ${what}, and then a byte now and then`, async () => {
      const { port } = await listening({ headersWithinMs: 100 });
      const { text: answer, ms } = await drip(port, text, drop);
      expect(answer).to.include("HTTP/1.1 408 Request Timeout");
      expect(ms).to.be.within(90, 2_000);
    });
  }

  it("ends a connection that was kept, and gets empty lines only", async () => {
    const { port } = await listening({ headersWithinMs: 100, idleMs: 1_000 });
    const { text, ms } = await drip(port, get, "\r\n");
    expect(text).to.include("HTTP/1.1 200 OK").and.include("answered");
    expect(ms).to.be.below(2_000);
  });

  it("ends a connection that was kept, and gets nothing, without a word", async () => {
    const { port } = await listening({ headersWithinMs: 100, idleMs: 100 });
    const { text } = await drip(port, get, "");
    expect(text).to.include("answered").and.not.include("408");
  });

  const bodies: readonly (readonly [string, string])[] = [
    ["of a length", `POST / HTTP/1.1\r\n${half}`],
    ["in chunks", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n8000\r\n{"],
    ["with a GET", `GET /callback?x HTTP/1.1\r\n${half}`],
    ["that waits to be asked for", `POST / HTTP/1.1\r\nExpect: 100-continue\r\n${half}`],
    ["behind another request", `${get}POST / HTTP/1.1\r\n${half}`],
    [
      "of something to upgrade to",
      `GET / HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: x\r\n${half}`,
    ],
  ];
  it("answers 408 to whatever body drips, when its time is over, and lingers for a second", async () => {
    const { port } = await listening({ requestWithinMs: 300 }, whole);
    await Promise.all(
      bodies.map(async ([what, text]) => {
        const { text: answer, ms } = await drip(port, text);
        expect(answer, what).to.match(
          /HTTP\/1\.1 408 Request Timeout[^]*\r\nConnection: close\r\n/,
        );
        expect(answer, what).to.include("the request took longer than 0.3 s");
        expect(ms, what).to.be.within(290 + lingering.withinMs - 50, 3_500);
      }),
    );
  });

  it("ends a connection a second after it has answered early, whatever body still drips", async () => {
    const { port } = await listening({}, early);
    await Promise.all(
      bodies.map(async ([what, text]) => {
        const { text: answer, ms } = await drip(port, text);
        const last = answer.slice(answer.lastIndexOf("HTTP/1.1 200 OK"));
        expect(last, what).to.include("answered").and.include("Connection: close");
        expect(ms, what).to.be.within(lingering.withinMs - 50, lingering.withinMs + 2_000);
      }),
    );
  });

  it("lets a request take longer that was given time, and no longer than that", async () => {
    const { port } = await listening({ requestWithinMs: 100 }, (request, response) => {
      giveTime(request, 600);
      whole(request, response);
    });
    const { text, ms } = await drip(port, `POST / HTTP/1.1\r\n${half}`);
    expect(text).to.include("the request took longer than 0.6 s");
    expect(ms).to.be.within(590, 3_000);
  });

  it("keeps a connection whose bodies come whole, however long it lasts", async () => {
    const { port } = await listening({ requestWithinMs: 200, headersWithinMs: 200 }, whole);
    const connection = await connectRaw(port, "");
    let heard = "";
    connection.socket.on("data", (chunk: Buffer) => (heard += chunk.toString()));
    const begin = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{";
    connection.socket.write(begin);
    for (const index of upTo(8)) {
      await pause(60);
      // Each ends together with the beginning of the next, so it is never quiet.
      connection.socket.write(`}${begin}`);
      await until(() => heard.split("read whole").length === index + 2);
    }
    expect(heard).to.not.include("Connection: close");
    connection.close();
  });

  it("ends a connection with its next answer when it is old, however slowly it asks", async () => {
    const { port } = await listening({ connectionMs: 200 });
    const { text } = await drip(port, get, get);
    expect(text.match(/answered/g)?.length).to.be.above(2);
    expect(text).to.match(/Connection: close\r\n[^]*answered$/);
  });

  it("lets whoever sends much read an early answer, and takes little of it", async () => {
    const reads: Handler = (request, response) => {
      request.once("data", () => response.writeHead(413).end("too long")).resume();
    };
    for (const answer of [early, reads]) {
      const { port } = await listening({}, answer);
      const head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
      const connection = await connectRaw(port, head, { allowHalfOpen: true });
      await sendChunked(connection, 100_000_000);
      const { status, body, sent } = await connection.answer();
      expect(status).to.equal(answer === early ? 200 : 413);
      expect(body).to.match(/answered|too long/);
      expect(sent).to.be.below(16_000_000);
    }
  });

  it("ends a connection whose answer nobody takes, and waits longer where it is long", async () => {
    for (const [leastBytesPerSecond, isEnded] of [
      [1e9, true],
      [16_384, false],
    ] as const) {
      let closed = false;
      const limits = { takenWithinMs: 100, leastBytesPerSecond };
      const { port } = await listening(limits, (_request, response) => {
        response.once("close", () => (closed = true));
        response.end(Buffer.alloc(16_000_000));
      });
      const connection = await connectRaw(port, "");
      connection.socket.pause();
      connection.socket.write(get);
      await (isEnded ? until(() => closed) : pause(400));
      expect(closed).to.equal(isEnded);
      connection.close();
    }
  });

  it("has no use for CONNECT, and ends what is half closed", async () => {
    const { port } = await listening({}, whole);
    const connecting = await connectRaw(port, "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n");
    expect((await connecting.answer(2_000)).status).to.equal(0);
    const halfClosed = await connectRaw(port, `POST / HTTP/1.1\r\n${half}`);
    halfClosed.socket.end();
    const started = performance.now();
    await halfClosed.answer(4_000);
    expect(performance.now() - started).to.be.below(3_000);
  });

  it("refuses at once what comes beyond an address's connections, and nobody else", async () => {
    const { port } = await listening({ perAddress: 3 });
    const open = await Promise.all(upTo(3).map(() => ask(port)));
    expect(open.map(({ answered }) => answered)).to.deep.equal([true, true, true]);
    expect((await ask(port)).answered).to.equal(false);
    const other = await ask(port, "127.0.0.2");
    expect(other.answered).to.equal(true);
    const [first] = open;
    first?.socket.destroy();
    await until(async () => (await ask(port)).answered);
    for (const { socket } of [...open, other]) socket.destroy();
  });

  it("makes room for others when it is full, at the expense of whoever has the most", async () => {
    const { port } = await listening({ connections: 6, perAddress: 4 });
    const [many, few] = ["127.0.0.2", "127.0.0.3"];
    const first = await Promise.all(upTo(4).map(() => ask(port, many)));
    const second = await Promise.all(upTo(2).map(() => ask(port, few)));
    const third = await ask(port, "127.0.0.4");
    expect(third.answered).to.equal(true);
    await until(() => first.filter(({ socket }) => socket.destroyed).length === 1);
    expect(second.some(({ socket }) => socket.destroyed)).to.equal(false);
    // Now that is three, two and one: whoever has two gets no third.
    expect((await ask(port, few)).answered).to.equal(false);
    expect((await ask(port, "127.0.0.5")).answered).to.equal(true);
    for (const { socket } of [...first, ...second, third]) socket.destroy();
  });

  it("spares whom it is answering when it makes room", async () => {
    let release = (): void => undefined;
    const { port } = await listening({ connections: 3 }, (_request, response) => {
      release = () => void response.end("answered late");
    });
    const busy = await connectRaw(port, get, { localAddress: "127.0.0.2" });
    await pause(50);
    const idle = await Promise.all(
      upTo(2).map(() => connectRaw(port, "", { localAddress: "127.0.0.2" })),
    );
    const other = await connectRaw(port, "", { localAddress: "127.0.0.3" });
    await until(() => idle.some(({ socket }) => socket.destroyed));
    release();
    expect((await busy.answer(300)).body).to.include("answered late");
    for (const each of [...idle, other]) each.close();
  });

  it("counts no addresses behind a proxy, since all come from there", async () => {
    const { port } = await listening({ perAddress: 1, connections: 3 }, early, { trustProxy: 1 });
    const open = await Promise.all(upTo(3).map(() => ask(port)));
    expect(open.every(({ answered }) => answered)).to.equal(true);
    expect((await ask(port)).answered).to.equal(false);
    for (const { socket } of open) socket.destroy();
  });
});

type Asked = { readonly socket: Socket; readonly answered: boolean };

/** Asks over a connection of its own that stays open; without an answer it was closed. */
async function ask(port: number, localAddress = "127.0.0.1"): Promise<Asked> {
  const socket = connect({ port, host: "127.0.0.1", localAddress });
  socket.on("error", () => undefined);
  socket.write(get);
  const answered = await Promise.race([
    once(socket, "data").then(() => true),
    once(socket, "close").then(() => false),
  ]);
  return { socket, answered };
}
