import { createWriteStream, readFileSync } from "node:fs";
import { join } from "node:path";
import { once } from "node:events";
import { expect } from "chai";
import type { RecordedLine } from "../../src/replay/recording/line.ts";
import { listenHttp } from "../delivery/loopback.ts";
import { temporaryFolder } from "../support/child.ts";
import { createEnds } from "../support/ends.ts";
import { tally } from "../support/in-parallel.ts";
import { startProgram } from "../support/program.ts";
import { demoSecrets, eventXml, textXml } from "../support/pushes.ts";
import { scaled } from "../support/sizes.ts";
import { bot, type BotsTurn } from "../replay/bot.ts";
import { replayHere } from "../replay/said.ts";

const callbacks = scaled(10_000);
const followers = scaled(400);
const some = callbacks / 5;
const plantedEvery = 37;

/** What a bot can get wrong, each by the name that the verdict must have. */
const mistakes: Readonly<Record<string, (turn: BotsTurn) => void>> = {
  "create-time": ({ good, seal, response }) =>
    response.end(seal(good.replace("<CreateTime>1433173800<", "<CreateTime>2015-06-01<"))),
  "addresses-swapped": ({ good, seal, response }) =>
    response.end(
      seal(
        good
          .replace("ToUserName", "Address")
          .replace("/ToUserName", "/Address")
          .replaceAll("FromUserName", "ToUserName")
          .replaceAll("Address", "FromUserName"),
      ),
    ),
  "byte-order-mark": ({ good, seal, response }) => response.end(`\uFEFF${seal(good)}`),
  quotes: ({ good, seal, response }) => response.end(JSON.stringify(seal(good))),
  "text-too-long": ({ good, seal, response }) =>
    response.end(seal(good.replace("heard", "汉".repeat(683)))),
  "too-many-articles": ({ good, seal, response }) => {
    const items = "<item><Title>t</Title></item>".repeat(11);
    const news = `<ArticleCount>11</ArticleCount><Articles>${items}</Articles>`;
    response.end(seal(good.replace("[text]", "[news]").replace(/<Content>[^]*<\/Content>/, news)));
  },
  signature: ({ good, seal, response }) =>
    response.end(seal(good, { ...demoSecrets, token: "another" })),
  "receive-id": ({ good, seal, response }) =>
    response.end(seal(good, { ...demoSecrets, receiveId: "another" })),
  plain: ({ good, response }) => response.end(good),
  json: ({ response }) => response.end('{"reply":"heard"}'),
  html: ({ response }) => response.end("<!DOCTYPE html><html></html>"),
  "unknown-type": ({ good, seal, response }) =>
    response.end(seal(good.replace("[text]", "[TEXT]"))),
  status: ({ response }) => response.writeHead(500).end("no"),
  unreachable: ({ request }) => request.socket.destroy(),
  endless: ({ response }) => response.end(Buffer.alloc(2 * 1024 * 1024, 0x20)),
};
const names = Object.keys(mistakes);

/** Which mistake is planted on a callback, if one is. */
function plantedOn(index: number): string | undefined {
  return index % plantedEvery === 0 ? names[(index / plantedEvery) % names.length] : undefined;
}

describe("ten thousand callbacks, replayed in parallel over HTTP", function () {
  this.timeout(300_000);
  const whenOver = createEnds();

  const recorded = async (xmlOf: (index: number) => string, count = callbacks): Promise<string> => {
    const { path, remove } = temporaryFolder();
    whenOver(remove);
    const file = join(path, "recording.jsonl");
    const stream = createWriteStream(file);
    for (let index = 0; index < count; index += 1) {
      const at = new Date(1_433_173_800_000 + index).toISOString();
      stream.write(`${JSON.stringify({ v: 1, kind: "callback", at, xml: xmlOf(index) })}\n`);
    }
    stream.end();
    await once(stream, "close");
    return file;
  };
  const follower = (index: number): string => `oFollower${index % followers}`;
  const linesOf = (file: string): readonly RecordedLine[] =>
    readFileSync(file, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as RecordedLine);
  // How long an answer took on a busy machine is nobody's mistake.
  const problemsOf = ({ problems = [] }: RecordedLine): readonly string[] =>
    problems.map(({ name }) => name).filter((name) => name !== "slow");

  it("finds nothing wrong with this assistant", async () => {
    const program = await startProgram();
    whenOver(() => program.stop());
    const said = ["你好", "13800000001", "000000", "重发", "help", "nobody@example.com"];
    const file = await recorded((index) =>
      index < followers
        ? eventXml(follower(index), "subscribe")
        : textXml(follower(index), said[Math.floor(index / followers) % said.length] ?? ""),
    );
    const { code, out, errors } = await replayHere([
      ...[file, "--to", `${program.server.url}/callback`, "--quiet"],
      ...["--parallel", "32", "--out", `${file}.out.jsonl`],
    ]);
    expect(errors).to.deep.equal([]);
    expect(out[0]).to.match(new RegExp(`^# ${callbacks} callbacks: 0 wrong, not compared; `));
    expect(code).to.equal(0);
    const lines = linesOf(`${file}.out.jsonl`);
    expect(lines).to.have.lengthOf(callbacks);
    expect(lines.flatMap(problemsOf)).to.deep.equal([]);
    expect(lines.filter(({ reply }) => reply === undefined)).to.deep.equal([]);
  });

  it("finds each planted mistake where it is, by its name, and no other; order is kept", async () => {
    const heard = new Map<string, number[]>();
    const listening = await listenHttp(
      bot((turn) => {
        const index = Number(turn.content.replace("number ", ""));
        heard.set(turn.follower, [...(heard.get(turn.follower) ?? []), index]);
        const mistake = mistakes[plantedOn(index) ?? ""];
        mistake?.(turn);
        return mistake !== undefined;
      }),
    );
    whenOver(() => listening.stop());
    const file = await recorded((index) => textXml(follower(index), `number ${index}`));
    const { code, out } = await replayHere([
      ...[file, "--to", `http://127.0.0.1:${listening.port}/`, "--quiet"],
      ...["--parallel", "64", "--out", `${file}.out.jsonl`],
    ]);
    const lines = linesOf(`${file}.out.jsonl`);
    const planted = lines.map((_line, index) => plantedOn(index) ?? "");
    expect(lines.map((line) => problemsOf(line).join(" "))).to.deep.equal(planted);
    const wrong = planted.filter((name) => name !== "");
    expect(Object.keys(tally(wrong))).to.have.members(names.slice(0, wrong.length));
    expect(out.at(-2)).to.match(new RegExp(`^# ${callbacks} callbacks: ${wrong.length} wrong, `));
    expect(out.filter((line) => line.includes("recording.jsonl:"))).to.have.lengthOf(wrong.length);
    expect(code).to.equal(1);
    for (const [who, indexes] of heard) {
      expect(indexes, who).to.deep.equal(indexes.toSorted((one, other) => one - other));
    }
    expect([...heard.values()].flat()).to.have.lengthOf(callbacks);
  });

  it("finds copies that are answered otherwise, and no others", async () => {
    const seen = new Set<string>();
    const listening = await listenHttp(
      bot(({ messageId, content, good, seal, response }) => {
        const isCopy = seen.has(messageId);
        seen.add(messageId);
        if (!isCopy || Number(content) % plantedEvery !== 0) return false;
        response.end(seal(good.replace("heard", "heard again")));
        return true;
      }),
    );
    whenOver(() => listening.stop());
    const file = await recorded((index) => textXml(follower(index), String(index)), some);
    await replayHere([
      ...[file, "--to", `http://127.0.0.1:${listening.port}/`, "--quiet", "--copies", "3"],
      ...["--parallel", "64", "--out", `${file}.out.jsonl`],
    ]);
    const found = linesOf(`${file}.out.jsonl`).map((line) => problemsOf(line).join(" "));
    const planted = found.map((_name, index) =>
      index % plantedEvery === 0 ? "copies-differ" : "",
    );
    expect(found).to.deep.equal(planted);
    expect(seen.size).to.equal(some);
  });
});
