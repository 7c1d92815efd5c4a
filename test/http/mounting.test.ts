import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import express, { json, text, urlencoded, type RequestHandler } from "express";
import { lingering } from "../../src/http/linger.ts";
import { openAssistant, type MountedAssistant } from "../../src/index.ts";
import { makeEchoCheck } from "../../src/wire/envelope.ts";
import { temporaryFolder } from "../support/child.ts";
import { connectRaw, sendChunked } from "../support/raw.ts";
import { deliver, demoSecrets, eventXml, sealed, textXml } from "../support/pushes.ts";

describe("the assistant in an Express application of somebody's own", () => {
  const folder = temporaryFolder();
  let assistant: MountedAssistant;
  let server: Server | undefined;
  before(async () => {
    const environment = { DATA_DIR: folder.path, LOG_LEVEL: "silent", SIMULATOR: "on" };
    assistant = await openAssistant(environment);
  });
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });
  after(async () => {
    await assistant.close();
    folder.remove();
  });

  async function mounted(...before: readonly RequestHandler[]): Promise<string> {
    const app = express();
    for (const handler of before) app.use(handler);
    app.use("/wechat", assistant.callback);
    server = createServer(app).listen(0, "127.0.0.1");
    await once(server, "listening");
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/wechat`;
  }

  const parsers: Readonly<Record<string, readonly RequestHandler[]>> = {
    "before any body parser": [],
    "behind a parser that takes all for text": [text({ type: () => true })],
    "behind a parser that takes all for bytes": [express.raw({ type: () => true })],
    "behind parsers that leave XML alone": [json(), urlencoded({ extended: false })],
  };

  for (const [place, handlers] of Object.entries(parsers)) {
    it(`proves itself and answers ${place}`, async () => {
      const url = await mounted(...handlers);
      const { search } = makeEchoCheck(demoSecrets, "1616140317555161061", {
        timestamp: Math.floor(Date.now() / 1000),
        nonce: "nonce",
        random: "0123456789abcdef",
      });
      expect(await (await fetch(`${url}?${search}`)).text()).to.equal("1616140317555161061");
      const { status, text: said } = await deliver(url, sealed(eventXml(place, "subscribe")));
      expect({ status, said }).to.deep.equal({
        status: 200,
        said: "请回复您在企业号登记的手机号或邮箱",
      });
      const { search: signed } = sealed(textXml("forger", "你好"));
      const forged = { search: signed, body: sealed(textXml("forger", "你好")).body };
      expect((await deliver(url, forged)).status).to.equal(401);
      expect((await fetch(url, { method: "POST" })).status).to.equal(401);
    });
  }

  it("says what is wrong when a parser before it has eaten the body", async () => {
    const eats: RequestHandler = (request, _response, next) => {
      request.resume();
      request.once("end", () => {
        request.body = {};
        next();
      });
    };
    const url = await mounted(eats);
    const { status, body } = await deliver(url, sealed(textXml("somebody", "你好")));
    expect(status).to.equal(500);
    expect(body).to.match(/^[^\n]+\n$/);
  });

  it("ends the connection of whoever is answered early, after a second, and takes little more", async () => {
    const { port } = new URL(await mounted());
    const head = "PUT /wechat HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    const connection = await connectRaw(Number(port), head, { allowHalfOpen: true });
    const started = performance.now();
    await sendChunked(connection, 100_000_000);
    const { status, head: said, sent } = await connection.answer();
    expect(performance.now() - started).to.be.above(lingering.withinMs - 50);
    expect(status).to.equal(405);
    expect(said).to.include("Connection: close");
    expect(sent).to.be.below(16_000_000);
  });

  it("leaves the other paths of the application to it", async () => {
    const url = await mounted((request, response, next) => {
      if (request.path === "/mine") response.send("mine");
      else next();
    });
    expect(await (await fetch(url.replace("/wechat", "/mine"))).text()).to.equal("mine");
    expect((await fetch(url.replace("/wechat", "/other"))).status).to.equal(404);
  });
});

describe("an assistant that cannot be opened", () => {
  it("says every problem of the environment in a line", async () => {
    const opened = openAssistant({ PORT: "x", LOG_LEVEL: "y" }).then(
      () => "opened",
      (error: unknown) => (error instanceof Error ? error.message : ""),
    );
    expect(await opened).to.match(
      /^PORT must be [^\n]+\nWECHAT_CORP_ID, [^\n]+ are missing [^\n]+\nLOG_LEVEL must be [^\n]+$/,
    );
  });

  it("is one without an account of its own: nobody mounts the demo's by mistake", async () => {
    const folder = temporaryFolder();
    const opened = openAssistant({ DATA_DIR: folder.path }).then(
      () => "opened",
      (error: unknown) => (error instanceof Error ? error.message : ""),
    );
    expect(await opened).to.match(/^WECHAT_CORP_ID, [^\n]+ are missing [^\n]+SIMULATOR=on$/);
    folder.remove();
  });
});
