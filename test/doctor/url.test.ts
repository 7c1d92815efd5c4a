import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { Worker } from "node:worker_threads";
import { expect } from "chai";
import { causes, isCause } from "../../src/doctor/causes.ts";
import { isInTime } from "../../src/doctor/url/reach.ts";
import { createEnds } from "../support/ends.ts";
import { startProgram } from "../support/program.ts";
import { startWechatEnterpriseBot } from "../support/wechat-enterprise-bot.ts";
import { replyXml, startBot, type Heard } from "./bot.ts";
import { brokenBots, type Broken } from "./broken-bots.ts";
import { brokenRequests } from "./broken-requests.ts";
import { examineUrl, examinedAt, type Examined } from "./examined.ts";

describe("the doctor at a URL", () => {
  const atEnd = createEnds();

  const examineBroken = async ({ parts, told, url, ...limits }: Broken): Promise<Examined> => {
    const bot = await startBot(parts);
    atEnd(() => bot.stop());
    return examineUrl(url?.(bot) ?? bot.url, {
      ...told,
      limits: { slowFromMs: limits.slowFromMs ?? 1000, answerWithinMs: limits.withinMs ?? 5000 },
    });
  };

  for (const [cause, bots = []] of Object.entries(brokenBots)) {
    it(`names ${cause}`, async () => {
      for (const [index, broken] of bots.entries()) {
        const examined = await examineBroken(broken);
        const seen = JSON.stringify([...examined.found], undefined, 2);
        expect(examined.cause, `${cause} ${index + 1}: ${seen}`).to.equal(cause);
      }
    }).timeout(60_000);
  }

  it("names no-connection, when a full queue takes nobody", async () => {
    const deaf = await startDeaf();
    atEnd(() => deaf.stop());
    const limits = { slowFromMs: 1000, answerWithinMs: 300 };
    expect(await examineUrl(`http://127.0.0.1:${deaf.port}/wx`, { limits })).to.include({
      cause: "no-connection",
    });
  });

  it("has a broken bot or request for every cause", () => {
    const broken = [...Object.keys(brokenBots), ...Object.keys(brokenRequests), "no-connection"];
    expect(Object.keys(causes).filter((cause) => !broken.includes(cause))).to.deep.equal([]);
    expect(broken.filter((cause) => !isCause(cause))).to.deep.equal([]);
  });

  it("finds nothing wrong with a healthy bot, whatever it replies", async () => {
    const silent = { write: () => "" };
    const official = { kind: "official" } as const;
    const bots = [{}, silent, { ...official }, { ...official, seal: "plain" }] as const;
    for (const parts of bots) {
      const bot = await startBot(parts);
      atEnd(() => bot.stop());
      const isPlain = "seal" in parts;
      const told = "kind" in parts ? { ...official, ...(isPlain && { aesKey: "" }) } : {};
      const { cause, warnings, found } = await examineUrl(bot.url, told);
      expect({ cause, warnings }, JSON.stringify([...found])).to.deep.equal({
        cause: undefined,
        warnings: [],
      });
    }
  });

  it("finds nothing wrong with this server", async () => {
    const program = await startProgram();
    atEnd(() => program.stop());
    const { cause, warnings } = await examineUrl(`${program.server.url}/callback`);
    expect({ cause, warnings }).to.deep.equal({ cause: undefined, warnings: [] });
  });

  it("finds nothing wrong with a bot of the field, and tells what is odd about it", async () => {
    const program = await startProgram();
    atEnd(() => program.stop());
    const bot = await startWechatEnterpriseBot(program.server.url);
    atEnd(() => bot.stop());
    const { cause, warnings } = await examineUrl(bot.url);
    expect(cause).to.equal(undefined);
    const odd = warnings.filter((warning) => !/milliseconds|]]>/.test(warning));
    expect(odd).to.deep.equal([]);
    expect(warnings.join())
      .to.include("milliseconds")
      .and.to.include("writes into the reply's XML");
  });

  it("says of an official account where its key is used first", async () => {
    const bot = await startBot({ kind: "official", aesKey: "c".repeat(43) });
    atEnd(() => bot.stop());
    const { cause, found } = await examineUrl(bot.url, { kind: "official" });
    expect(cause).to.be.oneOf(["post-error", "post-refused", "post-forbidden"]);
    expect([...found.keys()].at(-1)).to.equal("text");
    expect(found.get("text")?.details?.join()).to.include("EncodingAESKey and AppID");
  });

  it("warns of silence to copies, and of a check that is slow at first only", async () => {
    const silent = await startBot({
      write: (heard) => (isCopy(heard) ? "" : replyXml(heard, "好")),
    });
    atEnd(() => silent.stop());
    const examined = await examineUrl(silent.url);
    expect(examined.cause).to.equal(undefined);
    expect(examined.warnings.join("; ")).to.include("a repeated delivery gets no reply");
  });

  it("takes the fastest of three checks, and tells of one that was slow before it", async () => {
    for (const [times, state, seen, warned] of [
      [[1000], "well", "1000 ms", 0],
      [[4000, 12], "well", "12 ms", 1],
      [[1001, 1001, 3], "well", "3 ms", 1],
      [[1200, 1001, 4000], "ill", "1001 ms, the fastest of three", 0],
    ] as const) {
      const left: number[] = [...times];
      const answer = { status: 200, headers: {}, body: Buffer.alloc(0) };
      const asking = () => Promise.resolve({ ...answer, ms: left.shift() ?? 0 });
      const found = await isInTime(examinedAt("http://localhost/"), asking);
      expect(found).to.include({ state, seen });
      expect(found.cause).to.equal(state === "ill" ? "slow" : undefined);
      expect(found.warnings ?? []).to.have.lengthOf(warned);
      expect(left).to.deep.equal([]);
    }
  });

  it("shows what a framework's page says, not its first line", async () => {
    const page = (text: string): string =>
      `<!DOCTYPE html>\n<html lang="en">\n<head>\n<title>Error</title>\n</head>\n<body>\n<pre>${text}</pre>\n</body>\n</html>\n`;
    const unrouted = await startBot({
      answerEcho: () => ({ status: 404, body: page("Cannot GET /wx") }),
    });
    const getOnly = await startBot({
      answerCallback: () => ({ status: 404, body: page("Cannot POST /wx") }),
    });
    atEnd(() => unrouted.stop());
    atEnd(() => getOnly.stop());
    const { found } = await examineUrl(unrouted.url);
    expect(found.get("reached")?.seen).to.equal("answered 404: Cannot GET /wx");
    const posted = await examineUrl(getOnly.url);
    expect(posted.found.get("text")?.seen).to.equal("answered 404: Cannot POST /wx");
  });
});

function isCopy({ copies, messageId }: Heard): boolean {
  return copies > 0 && messageId !== "";
}

/** A port that is listened at, but whose queue is full and is not looked at. */
async function startDeaf(): Promise<{ port: number; stop: () => Promise<unknown> }> {
  const worker = new Worker(
    `const { parentPort } = require("node:worker_threads");
     const server = require("node:net").createServer().listen({ port: 0, backlog: 1 }, () => {
       parentPort.postMessage(server.address().port);
       Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
     });`,
    { eval: true },
  );
  const [port] = (await once(worker, "message")) as [number];
  const queued: Socket[] = [];
  for (let index = 0; index < 2; index += 1) {
    const socket = connect(port, "127.0.0.1").on("error", () => undefined);
    queued.push(socket);
    await once(socket, "connect");
  }
  return {
    port,
    stop: () => {
      for (const socket of queued) socket.destroy();
      return worker.terminate();
    },
  };
}
