import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { BadInputError } from "../../src/domain/bad-input.ts";
import { createBotTarget } from "../../src/targets/bot-target.ts";
import { findBot } from "../../src/targets/find-bot.ts";
import { createWorldTarget } from "../../src/targets/world-target.ts";
import { openChat, type ChatSession } from "../../src/talk/chat.ts";
import { parseTalk } from "../../src/talk/grammar/parse.ts";
import { runTalks } from "../../src/talk/run.ts";
import { mainWithPackages } from "../support/bundle.ts";
import { temporaryFolder } from "../support/child.ts";
import { createEnds } from "../support/ends.ts";
import { startProgram } from "../support/program.ts";
import { demoSecrets } from "../support/pushes.ts";

describe("a chat at the terminal", () => {
  const whenOver = createEnds();

  const begin = async (): Promise<ChatSession> => {
    const targetOf = () => createWorldTarget("chat.talk");
    const chat = await openChat({ targetOf, actor: "zhangwei", canUndo: "yes" });
    whenOver(() => chat.close());
    return chat;
  };
  const typed = async (chat: ChatSession, lines: readonly string[]): Promise<readonly string[]> => {
    const shown: string[] = [];
    for (const line of lines) shown.push(...(await chat.type(line)).shown);
    return shown;
  };
  const prove = async (chat: ChatSession): Promise<void> => {
    const [, , arrived = ""] = await typed(chat, ["~ follow", "138 0000 0001"]);
    const code = /^! sms 13800000001 (\d{6})$/.exec(arrived)?.[1];
    expect(code, arrived).not.to.equal(undefined);
    expect(await typed(chat, [code ?? ""])).to.deep.equal(["zhangwei < 验证成功，张伟"]);
  };

  it("plays what is typed, shows what is answered, and the codes that arrive", async () => {
    const chat = await begin();
    await prove(chat);
    expect(await typed(chat, ["? status = x", "? userid = x", "? nickname = x"])).to.deep.equal([
      "? status = followed",
      "? userid = zhang.wei",
      "? nickname = zhangwei",
    ]);
    expect(await typed(chat, ["~ unfollow", "~ enter"])).to.deep.equal([]);
    expect(chat.actor()).to.equal("zhangwei");
    expect(await typed(chat, ["lina > hello"])).to.deep.equal([
      "lina < 请回复您在企业号登记的手机号或邮箱",
    ]);
    expect(chat.actor()).to.equal("lina");
    expect(
      (await chat.type("1 < 2 {{x}}").catch((error: unknown) => error)) instanceof BadInputError,
    ).to.equal(true);
  });

  it("reads full-width signs as the ones that they look like", async () => {
    const chat = await begin();
    expect(await typed(chat, ["～ follow", "lina ＞ hello", "？ phase = x", "？"])).to.deep.equal([
      "zhangwei < 请回复您在企业号登记的手机号或邮箱",
      "lina < 请回复您在企业号登记的手机号或邮箱",
      "? phase = asking-contact",
      "lina < 回复登记的手机号或邮箱即可收到验证码；没有收到请回复“重发”，要换一个请回复“更换”。",
    ]);
  });

  it("saves what was said as a talk that passes, codes as names", async () => {
    const chat = await begin();
    await prove(chat);
    await typed(chat, [
      "@ clock +1d",
      "@ set failureReminder 请联系 IT",
      "@ set codeLength 8",
      '"a > b" > hello',
      "13900009999",
      "wei@example.com",
      "? phase = x",
      "? userid = x",
    ]);
    const text = chat.save();
    expect(text).to.match(/^! sms 13800000001 \{\{code\}\}\nzhangwei > \{\{code\}\}$/m);
    expect(text).to.match(/^"a > b" > 13900009999\n"a > b" < 请联系 IT$/m);
    const talk = parseTalk("saved.talk", text);
    const targetOf = () => createWorldTarget("saved.talk");
    const [played] = await runTalks([talk], { atOnce: 1, targetOf });
    expect(played).to.deep.include({ verdict: "passed", problem: undefined, acts: 6 });
  });

  it("takes the last line back, and the world with it", async () => {
    const chat = await begin();
    await typed(chat, ["~ follow", "13800000001"]);
    const before = chat.save();
    await typed(chat, ["000000", "000000"]);
    expect(await chat.undo()).to.equal("000000");
    expect(await chat.undo()).to.equal("000000");
    expect(chat.save()).to.equal(before);
    expect(await typed(chat, ["? phase = x"])).to.deep.equal(["? phase = asking-code"]);
    for (let left = 3; left > 0; left -= 1) expect(await chat.undo()).not.to.equal(undefined);
    expect(await chat.undo()).to.equal(undefined);
    expect(chat.save()).to.equal("");
  });

  it("says what cannot be typed, and goes on", async () => {
    const chat = await begin();
    const cases: readonly (readonly [string, RegExp])[] = [
      ["@ clock soon", /typed:1:9 expected \+15m/],
      ["@ set codeLength 3", /whole number from 6 to 10/],
      ["~ dance", /expected follow, unfollow/],
      ["~ confirm", /this needs second verification's page/],
      ["zhangwei@7 > hello", /this needs apps/],
      ["! sms 13800000001 {{code}}", /here one says and does things/],
      ["? height = x", /nothing is known by height/],
    ];
    for (const [line, why] of cases) {
      const error = await chat.type(line).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error, line).to.be.instanceOf(BadInputError);
      expect((error as Error).message).to.match(why);
    }
    expect(chat.save()).to.equal("");
    expect(await typed(chat, ["~ follow"])).to.have.lengthOf(1);
  });

  it("talks to a bot by its URL, where nothing can be taken back", async () => {
    const program = await startProgram();
    whenOver(() => program.stop());
    const bot = await findBot({
      url: `${program.server.url}/callback`,
      secrets: demoSecrets,
      agent: 0,
      as: new Map(),
      withinMs: 5000,
      waitMs: 5000,
      hookUrl: undefined,
      inboxUrl: undefined,
    });
    const targetOf = () => createBotTarget("chat.talk", bot);
    const chat = await openChat({ targetOf, actor: "zhangwei", canUndo: "no" });
    whenOver(() => chat.close());
    await prove(chat);
    expect(await chat.undo()).to.equal(undefined);
  });

  it("runs at a pipe as it does at a terminal, and writes its talk to a file once", async () => {
    const { path, remove } = temporaryFolder();
    whenOver(remove);
    writeFileSync(join(path, "there.talk"), "");
    const child = spawn(process.execPath, [mainWithPackages(), "chat", "--actor", "oZhangWei"], {
      cwd: path,
      stdio: ["pipe", "pipe", "inherit"],
    });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    const lines = [
      "~ follow",
      "/nope",
      "/help",
      "/undo",
      "/undo",
      "~ follow",
      "/save there.talk",
      "/save x",
      "/save a.talk",
      "/quit",
      "more",
    ];
    child.stdin.end(`${lines.join("\n")}\n`);
    const exit = await new Promise((resolve) => child.once("close", resolve));
    const out = Buffer.concat(chunks).toString().split("\n");
    expect(exit).to.equal(0);
    expect(out.slice(1, 3)).to.deep.equal([
      "oZhangWei ~ follow",
      "oZhangWei < 请回复您在企业号登记的手机号或邮箱",
    ]);
    for (const told of [
      "# /nope is nothing that can be typed here; /help says what is",
      "# taken back: ~ follow",
      "# there is nothing that can be taken back here",
      "# there.talk is there already; choose another name",
      "# /save takes a name: /save first.talk",
      "# saved; play it with: npm run talk -- a.talk",
    ]) {
      expect(out).to.include(told);
    }
    expect(out).not.to.include("oZhangWei > more");
    expect(readFileSync(join(path, "a.talk"), "utf8")).to.equal(
      "oZhangWei ~ follow\noZhangWei < 请回复您在企业号登记的手机号或邮箱\n",
    );
  });
});
