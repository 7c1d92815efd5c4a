import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { Worker } from "node:worker_threads";
import { expect } from "chai";
import { causes, isCause } from "../../src/doctor/causes.ts";
import { createEnds } from "../support/ends.ts";
import { startProgram } from "../support/program.ts";
import { startWechatEnterpriseBot } from "../support/wechat-enterprise-bot.ts";
import { replyXml, startBot, type Heard } from "./bot.ts";
import { brokenBots, type Broken } from "./broken-bots.ts";
import { brokenRequests } from "./broken-requests.ts";
import { examineUrl, type Examined } from "./examined.ts";

describe("the doctor at a URL", () => {
  const atEnd = createEnds();

  const examineBroken = async ({ parts, told, url, withinMs }: Broken): Promise<Examined> => {
    const bot = await startBot(parts);
    atEnd(() => bot.stop());
    return examineUrl(url?.(bot) ?? bot.url, {
      ...told,
      ...(withinMs !== undefined && { limits: { slowFromMs: 1000, answerWithinMs: withinMs } }),
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

  it("warns of slow answers, of silence to copies and of forged callbacks that are taken", async () => {
    const limits = { slowFromMs: -1, answerWithinMs: 5000 };
    const silent = { write: (heard: Heard) => (isCopy(heard) ? "" : replyXml(heard, "好")) };
    const warned = [
      [{}, "slower than"],
      [silent, "a repeated delivery gets no reply"],
      [{ isSigned: () => true }, "an echo and a callback with a wrong signature"],
    ] as const;
    for (const [parts, warning] of warned) {
      const bot = await startBot(parts);
      atEnd(() => bot.stop());
      const examined = await examineUrl(bot.url, { limits });
      expect(examined.cause).to.equal(undefined);
      expect(examined.warnings.join("; ")).to.include(warning);
    }
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
