import { readFileSync, writeFileSync } from "node:fs";
import { request, type IncomingHttpHeaders } from "node:http";
import { buffer } from "node:stream/consumers";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import type { RecordedLine } from "../../../src/replay/recording/line.ts";
import { readLineOfRecording } from "../../../src/replay/recording/read-recorded.ts";
import { talkOf } from "../../../src/replay/talk-of.ts";
import { makeEchoCheck } from "../../../src/wire/envelope.ts";
import { listenBare, listenHttp } from "../../delivery/loopback.ts";
import { freePort } from "../../support/port.ts";
import { runMain, spawnMain, temporaryFolder } from "../../support/child.ts";
import { createEnds } from "../../support/ends.ts";
import { startProgram } from "../../support/program.ts";
import { callbackXml, deliver, demoSecrets, sealed, textXml } from "../../support/pushes.ts";
import { until } from "../../support/redis.ts";
import { bot } from "../bot.ts";
import { replayHere } from "../said.ts";

type Recorder = {
  readonly url: string;
  readonly file: string;
  readonly said: readonly string[];
  readonly lines: () => readonly RecordedLine[];
  readonly kill: () => Promise<unknown>;
};

describe("record", function () {
  this.timeout(60_000);
  const whenOver = createEnds();

  const recorder = async (to: string, ...options: readonly string[]): Promise<Recorder> => {
    const { path, remove } = temporaryFolder();
    whenOver(remove);
    const args = ["record", "--to", to, "--port", "0", ...options];
    const child = spawnMain(args, {}, path);
    whenOver(() => child.end("SIGTERM"));
    const url = (): string | undefined => /^(http:\S+) passes/.exec(child.said[0] ?? "")?.[1];
    await until(() => url() !== undefined, 20_000);
    const file = join(path, "recording.jsonl");
    return {
      url: `${url() ?? ""}/any`,
      file,
      said: child.said,
      lines: () =>
        readFileSync(file, "utf8")
          .split("\n")
          .slice(0, -1)
          .map((line) => JSON.parse(line) as RecordedLine),
      kill: () => child.end("SIGKILL"),
    };
  };
  const serving = async (...args: Parameters<typeof bot>): Promise<string> => {
    const { port, stop } = await listenHttp(bot(...args));
    whenOver(stop);
    return `http://127.0.0.1:${port}/bot?tenant=1`;
  };

  it("alters no byte on the way, there or back, whatever comes", async () => {
    const answers = [gzipSync("<xml/>"), Buffer.from([0xff, 0, 0xfe]), Buffer.alloc(0)];
    const met: { url: string; headers: IncomingHttpHeaders; body: Buffer; method: string }[] = [];
    const { port, stop } = await listenHttp((incoming, response) => {
      void buffer(incoming).then((body) => {
        const { url = "", method = "", headers } = incoming;
        const answer = answers[met.length] ?? Buffer.alloc(0);
        met.push({ url, headers, body, method });
        const encoding = ["Content-Encoding", "gzip"];
        response.writeHead(203, "Sure", ["X-One", "1", "X-One", "2", ...encoding]).end(answer);
      });
    });
    whenOver(stop);
    const { url } = await recorder(`http://127.0.0.1:${port}/bot?tenant=1`);
    const sent = Buffer.from([0xef, 0xbb, 0xbf, 0, 0xff]);
    for (const answer of answers) {
      const got = await rawRequest(`${url}?a=%2B+b&&c`, sent);
      expect(got.body.equals(answer)).to.equal(true);
      expect([got.status, got.text]).to.deep.equal([203, "Sure"]);
      expect(got.headers["x-one"]).to.equal("1, 2");
      expect(got.headers["content-encoding"]).to.equal("gzip");
    }
    for (const { url: path, headers, body, method } of met) {
      expect([method, path]).to.deep.equal(["POST", "/bot?tenant=1&a=%2B+b&&c"]);
      expect(body.equals(sent)).to.equal(true);
      expect(headers["x-hop"], "named by Connection").to.equal(undefined);
      expect(headers["x-kept"]).to.equal("yes");
      expect(headers.host).to.equal(`127.0.0.1:${port}`);
    }
  });

  it("keeps a conversation with everybody made up, which can be replayed and is a talk", async () => {
    const program = await startProgram();
    whenOver(() => program.stop());
    const kept = await recorder(`${program.server.url}/callback`);
    const inbox = ["--inbox", program.server.url];
    const played = await replayHere(["fixtures/callbacks", "--to", kept.url, ...inbox]);
    expect(played.code, played.out.join("\n")).to.equal(0);
    const text = readFileSync(kept.file, "utf8");
    for (const real of ["oZhangWei", "138 0000 0001", "13900009999", "138****0001", "张伟"]) {
      expect(text, real).not.to.include(real);
    }
    for (const secret of [demoSecrets.token, demoSecrets.receiveId, "signature", "raw"]) {
      expect(text, secret).not.to.include(secret);
    }
    expect(kept.said.join(" ")).to.match(
      /names in Name, NickName and Alias; .* unless you --hide it/,
    );
    expect(kept.said.join(" "), "nothing of a message is told").not.to.match(/oZhang|138|\d{6}/);
    const lines = kept.lines();
    expect(lines).to.have.lengthOf(7);
    const talk = talkOf(
      lines.map((line) => readLineOfRecording(JSON.stringify(line), "it", demoSecrets)),
    ).split("\n");
    const [, actor] = /^(\S+) ~ follow$/.exec(talk[0] ?? "") ?? [];
    expect(actor).to.match(/^[a-z][A-Z][a-z]{4}[A-Z][a-z]{2}$/);
    const phone = /^! sms (\d{11}) \{\{code\}\}$/.exec(
      talk.find((one) => one.startsWith("!")) ?? "",
    );
    expect(phone?.[1]).to.match(/^1740[0-5]\d{6}$/);
    expect(talk).to.include(`${actor} > {{code}}`);
    const mask = `${phone?.[1]?.slice(0, 3)}****${phone?.[1]?.slice(-4)}`;
    expect(talk).to.include(`${actor} < 验证码已发送至 ${mask}，10 分钟内有效`);
    expect(await replayHere([kept.file, "--to", await serving()])).to.include({ code: 0 });
  });

  it("lets the check of the URL through, and keeps that it was asked", async () => {
    const { url, lines } = await recorder(await serving());
    const stamp = { timestamp: Math.floor(Date.now() / 1000), nonce: "1", random: "0".repeat(16) };
    const { search } = makeEchoCheck(demoSecrets, "4942178690571338239", stamp);
    const response = await fetch(`${url}?${search}`);
    expect(await response.text()).to.equal("4942178690571338239");
    const [{ kind, status, problems } = {}] = lines();
    expect({ kind, status, problems }).to.deep.equal({
      kind: "check",
      status: 200,
      problems: undefined,
    });
  });

  it("counts deliveries, and keeps the raw request only when told to", async () => {
    const { url, lines, file } = await recorder(await serving(), "--raw", "--as-is");
    const push = sealed(textXml("oZhangWei", "13800000001"));
    for (let time = 0; time < 2; time += 1) await deliver(url, push);
    expect(lines().map(({ attempt }) => attempt)).to.deep.equal([1, 2]);
    expect(lines()[0]?.raw).to.deep.equal({ query: push.search, body: push.body });
    expect(lines()[0]?.xml).to.include("oZhangWei").and.to.include("13800000001");
    expect(await replayHere([file, "--to", await serving(), "--freeze"])).to.include({ code: 0 });
  });

  it("answers 502 in a line when the target is away or hangs, and keeps that", async () => {
    const away = await recorder(`http://127.0.0.1:${await freePort()}/`);
    const silent = await listenHttp(() => undefined);
    whenOver(silent.stop);
    const hanging = await recorder(`http://127.0.0.1:${silent.port}/`);
    // Nobody asked for another protocol, and no reply follows.
    const switching = await listenBare((socket) =>
      socket.end("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n"),
    );
    whenOver(switching.stop);
    const upgrading = await recorder(`http://127.0.0.1:${switching.port}/`);
    for (const [{ url, lines }, line] of [
      [away, /^http:\S+: cannot be reached: ECONNREFUSED\n$/],
      [hanging, /^http:\S+: no answer within 4\.9 s\n$/],
      [upgrading, /^http:\S+: (no answer within 4\.9 s|cannot be reached: ECONNRESET)\n$/],
    ] as const) {
      const answered = await deliver(url, sealed(textXml("oZhangWei", "hi")));
      expect([answered.status, answered.body]).to.satisfy(
        ([status, body]: readonly [number, string]) => status === 502 && line.test(body),
      );
      expect(lines()[0]).to.include({ status: 0 });
      expect(lines()[0]?.problems).to.have.lengthOf(1);
    }
  });

  it("passes on what it cannot open, and says so", async () => {
    const { url, lines, said } = await recorder(await serving(), "--token", "another");
    const { status } = await deliver(url, sealed(textXml("oZhangWei", "hi")));
    expect(status).to.equal(200);
    expect(lines()).to.deep.equal([]);
    await until(() => said.some((line) => line.startsWith("passed on, and not kept: ")), 5_000);
  });

  it("has written whatever was answered, also when it is killed, and goes on with the same people", async () => {
    const target = await serving();
    const first = await recorder(target);
    for (const word of ["one", "two"]) {
      await deliver(first.url, sealed(textXml("oZhangWei", word)));
    }
    await first.kill();
    expect(first.lines()).to.have.lengthOf(2);
    const second = await recorder(target, "--out", first.file);
    await deliver(second.url, sealed(textXml("oZhangWei", "three")));
    const people = first.lines().map(({ xml = "" }) => /<FromUserName>(.*?)</.exec(xml)?.[1]);
    expect(people).to.have.lengthOf(3);
    expect(new Set(people).size).to.equal(1);
  });

  it("refuses a body that is too long, and does not keep what a suite is told", async () => {
    const { url, lines } = await recorder(await serving());
    const response = await fetch(url, { method: "POST", body: "a".repeat(1_100_000) });
    expect(response.status).to.equal(413);
    const told = callbackXml(demoSecrets, "oX", { msgtype: "text", fields: {} });
    const ticket = told.replace("<MsgType>", "<InfoType>suite_ticket</InfoType><MsgType>");
    await deliver(url, sealed(ticket));
    expect(lines()).to.deep.equal([]);
  });

  it("exits 2 with one line when it does not understand the call", async () => {
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [[], /^record needs a bot: /],
      [["--to", "nonsense"], /^--to takes an http or https URL$/],
      [["--to", "http://x", "--port", "high"], /^--port is a port$/],
      [["--to", "http://x", "--out", "/no/where.jsonl"], /^\/no\/where.jsonl cannot be written: /],
    ];
    for (const [args, line] of cases) {
      const { code, errors } = await runMain(["record", ...args]);
      expect(errors).to.have.lengthOf(1);
      expect(errors[0]).to.match(line);
      expect(code).to.equal(2);
    }
  });

  it("passes over a line that was torn, and sends the rest", async () => {
    const { path, remove } = temporaryFolder();
    whenOver(remove);
    const file = join(path, "torn.jsonl");
    const line = { v: 1, at: "2015-06-01T00:00:00Z", xml: textXml("oZhangWei", "hi") };
    writeFileSync(file, `{"v":1,"at":"2015-\n${JSON.stringify(line)}\n`);
    const { code, out } = await replayHere([file, "--to", await serving()]);
    expect(code).to.equal(0);
    expect(out[0]).to.equal(
      `# passed over: ${file}:1 is no JSON; a recording has one JSON object a line`,
    );
    expect(out.at(-1)).to.match(/^# 1 callback: 0 wrong, not compared, 1 passed over; /);
  });
});

type RawAnswer = {
  readonly status: number | undefined;
  readonly text: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
};

/** Posts bytes with a header of the connection's own, and takes the answer as it comes. */
function rawRequest(url: string, body: Buffer): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const headers = { Connection: "close, X-Hop", "X-Hop": "no", "X-Kept": "yes" };
    request(url, { method: "POST", headers }, (response) => {
      const { statusCode: status, statusMessage: text, headers: answered } = response;
      void buffer(response).then((bytes) => {
        resolve({ status, text, headers: answered, body: bytes });
      });
    })
      .on("error", reject)
      .end(body);
  });
}
