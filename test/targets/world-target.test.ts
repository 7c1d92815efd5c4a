import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { createWorldTarget } from "../../src/targets/world-target.ts";
import { parseTalk } from "../../src/talk/grammar/parse.ts";
import type { Played } from "../../src/talk/play/played.ts";
import { tellPlayed } from "../../src/talk/report/spec.ts";
import { atOnceInProcess, runTalks } from "../../src/talk/run.ts";
import { temporaryFolder } from "../support/child.ts";
import { createEnds } from "../support/ends.ts";
import { upTo } from "../support/assistant-on-store.ts";
import { scaled } from "../support/sizes.ts";
import { talkOfTenTurns } from "../support/talks.ts";

const asked = "请回复您在企业号登记的手机号或邮箱";
const sent = "验证码已发送至 138****0001，10 分钟内有效";

describe("a talk in a world of its own", () => {
  const whenOver = createEnds();

  const playAll = (file: string, lines: readonly string[]): Promise<readonly Played[]> =>
    runTalks([parseTalk(file, lines.join("\n"))], {
      atOnce: 1,
      targetOf: (talk) => createWorldTarget(talk.file),
    });
  const told = async (...lines: readonly string[]): Promise<string> =>
    (await playAll("a.talk", lines)).map((one) => tellPlayed(one)[0]).join("\n");
  const passes = async (...lines: readonly string[]): Promise<void> => {
    expect(await told(...lines)).to.match(/^(✓ .*\n?)+$/);
  };

  it("plays the talk of the design", async () => {
    await passes(
      "@ clock 2015-06-01 23:50",
      "@ set failureReminder 验证失败，请联系 IT 8001",
      "zhangwei ~ follow",
      `zhangwei < ${asked}`,
      "zhangwei > 138 0000 0001",
      `zhangwei < ${sent}`,
      "! sms 13800000001 {{code}}",
      "@ repeat 5",
      "  zhangwei > 000000",
      "  zhangwei < 验证失败，请联系 IT 8001",
      "zhangwei > {{code}}",
      "zhangwei < (nothing)",
      "? status = unverified",
      "@ clock +15m",
      "zhangwei > 13800000001",
      "zhangwei < 验证码已发送至 {{any}}，10 分钟内有效",
    );
  });

  it("says what people paste, as it comes over the wire", async () => {
    await passes(
      "zhangwei > <a><![CDATA[x]]></a>",
      `zhangwei < ${asked}`,
      "zhangwei > \\u{0}1380000\\u{d83d}0001\\u{b}",
      `zhangwei < ${sent}`,
    );
  });

  it("carries codes by phone and by mail, to two people at once", async () => {
    await passes(
      "zhangwei > 138 0000 0001",
      `zhangwei < ${asked}`,
      "zhangwei > 138 0000 0001",
      "李娜 ~ follow",
      "李娜 > WEI@example.com",
      "! mail wei@example.com {{hers}}",
      "! sms +8613800000001 {{any}}",
      "李娜 > {{hers}}",
      "李娜 < 验证成功，张伟",
      "? userid = zhang.wei",
      "? zhangwei.status = unverified",
      "? zhangwei.phase = asking-code",
      "? zhangwei.userid = (nothing)",
    );
  });

  it("takes the newest code after a resend, and the old one is dead", async () => {
    await passes(
      "zhangwei ~ follow",
      "zhangwei > 13800000001",
      "! sms 13800000001 {{old}}",
      "@ clock +2m",
      "zhangwei > 重发",
      `zhangwei < ${sent}`,
      "! sms 13800000001 {{new}}",
      "zhangwei > {{old}}",
      "zhangwei < 请联系 IT 8001",
      "zhangwei > {{new}}",
      "zhangwei < 验证成功，{{name}}",
    );
  });

  it("knows these facts of a follower, and of a stranger that comes into being", async () => {
    await passes(
      "zhangwei ~ follow",
      "? openid = oZhangWei",
      "? ref = {{/F-[0-9A-Z]{4}/}}",
      "? nickname = zhangwei",
      "? status = unverified",
      "? phase = asking-contact",
      "? userid = (nothing)",
      "? apps = 0",
      "? 李 雷.status = none",
      "? 李 雷.phase = stranger",
      "? 李 雷.apps = (nothing)",
    );
    expect(await told("zhangwei ~ follow", "? height = 180")).to.equal(
      "a.talk:2 height is nothing that is known of zhangwei",
    );
    expect(await told("zhangwei ~ follow", "? toString = x")).to.match(/^a\.talk:2 toString is/);
  });

  it("stands still but for a second an act", async () => {
    await passes(
      "@ clock 2015-06-01 23:59:57",
      "zhangwei ~ follow",
      "@ repeat 1",
      "  zhangwei > 13800000001",
      "@ clock 2015-06-02T00:00:00",
      "zhangwei > 000000",
      "zhangwei < 请联系 IT 8001",
      "@ clock +10m",
      "zhangwei > 000000",
      "zhangwei < 验证码已失效，请重新回复手机号或邮箱",
    );
  });

  it("does what hands do besides saying", async () => {
    await passes(
      "zhangwei ~ follow",
      "zhangwei ~ enter",
      "zhangwei < (nothing)",
      "zhangwei ~ tap V1001",
      "zhangwei ~ view https://example.com/",
      "zhangwei ~ sends image badge.jpg",
      `zhangwei < ${asked}`,
      "zhangwei ~ at 999,999",
      "zhangwei >",
      "zhangwei ~ unfollow",
      "zhangwei < (nothing)",
      "? status = none",
    );
  });

  const refused: readonly (readonly [string, string])[] = [
    ["@ set codeLength 3", "codeLength: must be a whole number from 6 to 10"],
    ["@ set codelength 8", "codelength: no such setting"],
    ["@ set timeZone Mars", "timeZone: must be a time zone such as Asia/Shanghai"],
    ["@ clock 1999-12-31 10:00", "the clock goes from the year 2000 to 2099"],
    ["@ clock +99999d", "the clock goes from the year 2000 to 2099"],
    ["@ seed nowhere.yaml", "the seed "],
  ];
  for (const [line, why] of refused) {
    it(`says at which line ${line} was refused`, async () => {
      const lines = ["# first", line, "zhangwei ~ follow"];
      expect(await told(...lines)).to.satisfy((text: string) => text.startsWith(`a.talk:2 ${why}`));
    });
  }

  it("finds a seed from the talk's own folder, and says what is wrong with one", async () => {
    const { path, remove } = temporaryFolder();
    whenOver(remove);
    mkdirSync(join(path, "talks"));
    const file = join(path, "talks", "a.talk");
    writeFileSync(
      join(path, "team.yaml"),
      "members: [{userid: li.na, name: 李娜, email: na@example.com}]\nfollowers: [{openid: o1, nickname: na, email: na@example.com}]",
    );
    writeFileSync(join(path, "broken.yaml"), "members: [{userid: li.na}]");
    const [played] = await playAll(file, [
      "@ seed ../team.yaml",
      "na ~ follow",
      "na < 验证成功，李娜",
      "@ seed ../team.yaml",
      "na > hello",
      "na < 验证成功，李娜",
    ]);
    expect(played && tellPlayed(played)[0]).to.match(/^✓/);
    const [broken] = await playAll(file, ["@ seed ../broken.yaml"]);
    expect(broken?.problem?.message).to.match(/broken\.yaml: the seed cannot be read: members\.0/);
    const [missing] = await playAll(file, ["@ seed none.yaml"]);
    expect(missing?.problem?.message).to.match(/talks\/none\.yaml cannot be read: ENOENT/);
  });

  it("begins another world in the middle of a talk, and hears nothing of the one before", async () => {
    const prove = (name: string): readonly string[] => [
      "zhangwei ~ follow",
      "zhangwei > 13800000001",
      `! sms 13800000001 {{${name}}}`,
      `zhangwei > {{${name}}}`,
      "zhangwei < 验证成功，张伟",
    ];
    const seed = "@ seed fixtures/world.yaml";
    await passes(seed, ...prove("first"), seed, "? zhangwei.status = none", ...prove("second"));
    expect(await told("zhangwei ~ follow", seed, `zhangwei < ${asked}`)).to.equal(
      "a.talk:3 zhangwei has said and done nothing yet",
    );
  });

  it("says what it cannot play yet, and plays nothing of it", async () => {
    const cases: readonly (readonly [string, RegExp])[] = [
      ["zhangwei@7 > x", /^a\.talk:1 not runnable, line 1 needs apps, which cannot be played yet$/],
      ['@ faults {"slow": "6s"}', /line 1 needs the fault slow/],
      ["zhangwei ~ confirm", /line 1 needs second verification's page/],
      ["zhangwei <+ x", /line 1 needs messages that the account sends by itself/],
    ];
    for (const [line, why] of cases) {
      const [played] = await playAll("a.talk", [line]);
      expect(played?.verdict, line).to.equal("not-runnable");
      expect(played && tellPlayed(played)[0]).to.match(why);
    }
  });

  it("plays each case in a world of its own", async () => {
    await passes(
      "zhangwei ~ follow",
      "zhangwei > 13800000001",
      "! sms 13800000001 {{code}}",
      "@ case right",
      "  zhangwei > {{code}}",
      "  zhangwei < 验证成功，张伟",
      "@ case wrong",
      "  @ case once",
      "    zhangwei > 000000",
      "    zhangwei < 请联系 IT 8001",
      "    zhangwei > {{code}}",
      "    zhangwei < 验证成功，张伟",
      "  @ case too often",
      "    @ repeat 5",
      "      zhangwei > 000000",
      "    zhangwei > {{code}}",
      "    zhangwei < (nothing)",
    );
  });

  it("shows the callback behind the first line that differs: what moved, what went to and fro", async () => {
    const [played] = await playAll("a.talk", ["zhangwei ~ follow", "zhangwei < 您好"]);
    const shown = played === undefined ? [] : tellPlayed(played);
    expect(shown.slice(0, 4)).to.deep.equal([
      "a.talk:2 something else was answered",
      "    zhangwei ~ follow",
      "  - zhangwei < 您好",
      `  + zhangwei < ${asked}`,
    ]);
    const behind = shown.join("\n");
    expect(behind).to.match(
      /line 1: followed, stranger → asking-contact, prompted; answered 200 in \d+ ms/,
    );
    expect(behind).to.match(/sent {6}<xml>.*<Event><!\[CDATA\[subscribe/);
    expect(behind).to.match(/received {2}<xml>.*请回复您/);
  });

  const many = scaled(1_000);
  it(`plays ${many} talks of ten turns, each in its own world`, async function () {
    this.timeout(240_000);
    const talks = upTo(many).map(talkOfTenTurns);
    const played = await runTalks(talks, {
      atOnce: atOnceInProcess,
      targetOf: ({ file }) => createWorldTarget(file),
    });
    const failed = played.filter(({ verdict }) => verdict !== "passed");
    expect(failed.slice(0, 3).flatMap(tellPlayed).join("\n")).to.equal("");
    expect(played.map(({ talk }) => talk.file)).to.deep.equal(talks.map(({ file }) => file));
    expect(played.every(({ acts }) => acts === 10)).to.equal(true);
  });
});
