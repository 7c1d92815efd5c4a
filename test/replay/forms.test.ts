import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { RecordedLine } from "../../src/replay/recording/line.ts";
import { writeReply } from "../../src/wire/write-reply.ts";
import type { Secrets } from "../../src/wire/secrets.ts";
import { listenHttp } from "../delivery/loopback.ts";
import { temporaryFolder } from "../support/child.ts";
import { createEnds } from "../support/ends.ts";
import { demoSecrets, eventXml, sealed, textXml } from "../support/pushes.ts";
import { bot, type BotsTurn } from "./bot.ts";
import { replayHere } from "./said.ts";

const official: Secrets = { ...demoSecrets, kind: "official", receiveId: "wx5823bf96d3bd56c7" };
const officialOptions = ["--kind", "official", "--corp-id", official.receiveId];

describe("what replay takes, changes and compares", () => {
  const whenOver = createEnds();

  const folder = (): string => {
    const { path, remove } = temporaryFolder();
    whenOver(remove);
    return path;
  };
  /** A bot on a port of its own, and what it has heard. */
  const listening = async (
    answer: (turn: BotsTurn) => boolean = () => false,
    secrets = demoSecrets,
  ) => {
    const heard: BotsTurn[] = [];
    const server = await listenHttp(
      bot((turn) => {
        heard.push(turn);
        return answer(turn);
      }, secrets),
    );
    whenOver(() => server.stop());
    return { to: ["--to", `http://127.0.0.1:${server.port}/`], heard };
  };
  const written = (path: string, lines: readonly Partial<RecordedLine>[]): string => {
    const whole = lines.map((line, index) => ({
      v: 1,
      at: new Date(1_433_173_800_000 + index * 1000).toISOString(),
      ...line,
    }));
    writeFileSync(path, whole.map((line) => `${JSON.stringify(line)}\r\n`).join("\n"));
    return path;
  };
  const reply = (text: string): string =>
    writeReply({ type: "text", text }, { follower: "oX", account: "ww", createTime: 1 });

  it("opens envelopes, with and without their query, of either kind of account", async () => {
    for (const [secrets, more] of [
      [demoSecrets, []],
      [official, officialOptions],
    ] as const) {
      const path = folder();
      const { search, body } = sealed(textXml("oZhangWei", "kept", secrets), secrets);
      writeFileSync(join(path, "1.xml"), body);
      writeFileSync(join(path, "2.xml"), body);
      writeFileSync(join(path, "2.query"), `http://bot.example/?${search}\n`);
      const { to, heard } = await listening(undefined, secrets);
      expect(await replayHere([path, ...to, ...more])).to.include({ code: 0 });
      expect(heard.map(({ content }) => content)).to.deep.equal(["kept", "kept"]);
      const other = await replayHere([path, ...to, ...more, "--token", "another"]);
      expect(other.errors[0]).to.match(/2\.xml cannot be opened with these secrets: The signature/);
      const [{ messageId } = { messageId: "" }, second] = heard;
      expect(second?.messageId).to.match(/^\d+$/).and.not.to.equal(messageId);
    }
  });

  it("sends to the letter what it is told to freeze", async () => {
    const path = folder();
    const push = sealed(textXml("oZhangWei", "frozen"));
    const file = written(join(path, "a.jsonl"), [
      { raw: { query: push.search, body: push.body } },
      { raw: { query: push.search, base64: Buffer.from(push.body).toString("base64") } },
    ]);
    const { to, heard } = await listening();
    expect(await replayHere([file, ...to, "--freeze"])).to.include({ code: 0 });
    expect(heard.map(({ request }) => request.url)).to.deep.equal(
      Array(2).fill(`/?${push.search}`),
    );
    const refused = await replayHere([file, ...to, "--freeze", "--set", "Content=x"]);
    expect(refused.errors).to.deep.equal([
      "--freeze changes nothing, so it cannot go with --set or --agent-id",
    ]);
  });

  it("compares pairs, and prints what differs", async () => {
    const path = folder();
    writeFileSync(join(path, "a.in.xml"), textXml("oZhangWei", "one"));
    writeFileSync(join(path, "a.out.xml"), reply("heard one"));
    writeFileSync(join(path, "b.in.xml"), textXml("oZhangWei", "two"));
    writeFileSync(join(path, "b.out.xml"), reply("heard\nthree"));
    writeFileSync(join(path, "c.in.xml"), textXml("oZhangWei", "three"));
    writeFileSync(join(path, "c.out.xml"), "");
    const { to } = await listening();
    const { code, out } = await replayHere([join(path, "*.xml"), ...to, "--quiet"]);
    expect(out.map((line) => line.replaceAll(path, "").replace(/\d+ ms/, "N ms"))).to.deep.equal([
      "# /b.in.xml: 200 in N ms; differs from /b.out.xml",
      "# - Content: heard",
      "# - Content: three",
      "# + Content: heard two",
      "# /c.in.xml: 200 in N ms; differs from /c.out.xml",
      "# + MsgType: text",
      "# + Content: heard three",
      "# 3 callbacks: 0 wrong, 2 differ; the slowest took N ms",
    ]);
    expect(code).to.equal(1);
    const ignoring = ["--ignore", "Content", "--ignore", "MsgType"];
    expect(await replayHere([path, ...to, ...ignoring])).to.include({ code: 0 });
  });

  it("compares with what it wrote down itself, as a recording or as it was printed", async () => {
    const path = folder();
    const file = written(join(path, "a.jsonl"), [
      { xml: eventXml("oZhangWei", "subscribe") },
      { kind: "check" },
      { xml: textXml("a > b", "(1)\n| 2") },
      { xml: textXml("oZhangWei", "three") },
    ]);
    const { to } = await listening(({ content, response }) => {
      if (content === "three") response.end();
      return content === "three";
    });
    const out = join(path, "out.jsonl");
    const first = await replayHere([file, ...to, "--out", out]);
    expect(first.code, first.out.join("\n")).to.equal(0);
    const transcript = join(path, "out.talk");
    writeFileSync(transcript, first.out.join("\n"));
    expect(await replayHere([file, ...to, "--expect", out])).to.include({ code: 0 });
    expect(await replayHere([out, ...to, "--expect", transcript])).to.include({ code: 0 });
    writeFileSync(transcript, first.out.join("\n").replaceAll("heard", "{{any}}"));
    expect(await replayHere([file, ...to, "--expect", transcript])).to.include({ code: 0 });
    writeFileSync(transcript, first.out.join("\n").replace("< heard", "< hard"));
    const differing = await replayHere([file, ...to, "--expect", transcript, "--quiet"]);
    expect(differing.code).to.equal(1);
    expect(differing.out.slice(1, -1)).to.deep.equal(["# - hard", "# + heard"]);
    writeFileSync(transcript, "oLiNa > hi\n");
    expect(await replayHere([file, ...to, "--expect", transcript])).to.include({ code: 2 });
    writeFileSync(transcript, `${first.out.join("\n")}\noLiNa > hi\n`);
    const short = await replayHere([file, ...to, "--expect", transcript]);
    expect([short.code, short.out.at(-1)]).to.deep.equal([1, "# 1 more was expected"]);
  });

  it("gives MsgId, CreateTime and fields as it is told", async () => {
    const one = textXml("oZhangWei", "one").replace(/<MsgId>\d+/, "<MsgId>77");
    const two = one.replace("one", "two").replace(/<CreateTime>\d+/, "<CreateTime>1433173900");
    const lines = [{ xml: one }, { xml: one, attempt: 2 }, { xml: two }];
    const file = written(join(folder(), "a.jsonl"), lines);
    const { to, heard } = await listening();
    const heardWith = async (...options: readonly string[]): Promise<readonly BotsTurn[]> => {
      heard.length = 0;
      expect(await replayHere([file, ...to, ...options])).to.include({ code: 0 });
      return [...heard];
    };
    const ids = (turns: readonly BotsTurn[]) => turns.map(({ messageId }) => messageId);
    const times = (turns: readonly BotsTurn[]) => turns.map(({ createTime }) => Number(createTime));

    const fresh = await heardWith();
    expect(new Set(ids(fresh)).size, "a redelivery stays one").to.equal(2);
    expect(ids(fresh)[0]).to.equal(ids(fresh)[1]);
    expect(times(fresh)[2]).to.be.greaterThan(times(fresh)[0] ?? 0);
    expect(times(fresh)[0]).to.be.closeTo(Date.now() / 1000, 60);
    expect(ids(await heardWith("--msgid", "kept"))).to.deep.equal(["77", "77", "77"]);
    expect(new Set(ids(await heardWith("--msgid", "repeated"))).size).to.equal(1);
    expect(times(await heardWith("--times", "kept"))[2]).to.equal(1_433_173_900);
    const [first = 0, , third = 0] = times(await heardWith("--times", "shifted"));
    expect(first).to.be.closeTo(Date.now() / 1000, 60);
    const recordedFirst = Number(/<CreateTime>(\d+)/.exec(one)?.[1]);
    expect(third - first).to.equal(1_433_173_900 - recordedFirst);
    const changed = await heardWith("--set", "Content=a=b", "--set", "FromUserName=oLiNa");
    expect(changed.map(({ content, follower }) => [content, follower])[0]).to.deep.equal([
      "a=b",
      "oLiNa",
    ]);
    const copies = await heardWith("--copies", "3");
    expect(copies).to.have.lengthOf(9);
    expect(new Set(ids(copies.slice(0, 3))).size).to.equal(1);
    expect(new Set(times(copies.slice(0, 3))).size).to.equal(1);
  });

  it("keeps the pace of the recording, or a faster one", async () => {
    const file = written(join(folder(), "a.jsonl"), [
      { xml: textXml("oZhangWei", "one"), at: "2015-06-01T00:00:00.000Z" },
      { xml: textXml("oZhangWei", "two"), at: "2015-06-01T00:01:00.000Z" },
    ]);
    const { to, heard } = await listening();
    const started = performance.now();
    expect(await replayHere([file, ...to, "--speed", "300"])).to.include({ code: 0 });
    // A minute, three hundred times as fast.
    expect(performance.now() - started).to.be.at.least(199);
    expect(heard).to.have.lengthOf(2);
  });

  it("lets pass what it is told to allow, and asks for an echo again", async () => {
    const file = written(join(folder(), "a.jsonl"), [
      { kind: "check" },
      { xml: textXml("oZhangWei", "one") },
    ]);
    const { to } = await listening(({ good, seal, response }) => {
      response.end(seal(good.replace(">1433173800<", ">now<")));
      return true;
    });
    const strict = await replayHere([file, ...to]);
    expect(strict.code).to.equal(1);
    expect(strict.out.at(-1)).to.equal("# create-time 1");
    expect(await replayHere([file, ...to, "--allow", "create-time"])).to.include({ code: 0 });
    const page = await listenHttp((request, response) => {
      response.end(request.method === "GET" ? "<html>" : "");
    });
    whenOver(() => page.stop());
    const { out } = await replayHere([file, "--to", `http://127.0.0.1:${page.port}/`]);
    expect(out[0]).to.match(/a\.jsonl:1: 200 in \d+ ms; html: the answer is a web page/);
  });

  it("reports in JSON, a line a callback", async () => {
    const file = written(join(folder(), "a.jsonl"), [{ xml: textXml("oZhangWei", "one") }]);
    const { to } = await listening();
    const { out } = await replayHere([file, ...to, "--report", "json"]);
    const [line] = out.map((text) => JSON.parse(text) as RecordedLine & { where: string });
    expect(out).to.have.lengthOf(1);
    expect(line).to.include({ where: `${file}:1`, v: 1, status: 200 });
    expect(line?.reply).to.include("heard one");
  });

  it("says in one line what is wrong with an answer without end, or with none", async () => {
    const file = join(folder(), "a.xml");
    writeFileSync(file, textXml("oZhangWei", "one"));
    const endless = await listenHttp((request, response) => {
      if (request.method === "GET") {
        response.writeHead(404).end();
        return;
      }
      const part = Buffer.alloc(1024 * 1024, 0x20);
      const more = (): void => {
        if (!response.destroyed) response.write(part, more);
      };
      more();
    });
    const hasty = await listenHttp((request) => {
      request.socket.end("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    });
    const broken = await listenHttp((request) => {
      request.socket.end("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
    });
    const cases = [
      [endless, 1, /; endless: the reply is longer than 1048576 bytes$/],
      [hasty, 0, /: 200 in \d+ ms$/],
      [broken, 1, /; unreachable: cannot be reached: UND_ERR_SOCKET$/],
    ] as const;
    for (const [server, exit, line] of cases) {
      whenOver(() => server.stop());
      const { code, out } = await replayHere([file, "--to", `http://127.0.0.1:${server.port}/`]);
      expect(code, out.join("\n")).to.equal(exit);
      expect(out.find((text) => text.startsWith("# "))).to.match(line);
    }
  });

  it("reads folders below folders, in order, each file once", async () => {
    const path = folder();
    mkdirSync(join(path, "b"));
    written(join(path, "c.jsonl"), [{ xml: textXml("oZhangWei", "3") }]);
    writeFileSync(join(path, "a.xml"), textXml("oZhangWei", "1"));
    writeFileSync(join(path, "b/a.xml"), `\uFEFF${textXml("oZhangWei", "2")}`);
    writeFileSync(join(path, "notes.txt"), "not a callback");
    const { to, heard } = await listening();
    expect(await replayHere([path, `${path}/a.xml`, ...to])).to.include({ code: 0 });
    expect(heard.map(({ content }) => content)).to.deep.equal(["1", "2", "3"]);
    expect(readFileSync(join(path, "notes.txt"), "utf8")).to.equal("not a callback");
  });
});
