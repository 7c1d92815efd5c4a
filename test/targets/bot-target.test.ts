import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { createBotTarget, type Bot } from "../../src/targets/bot-target.ts";
import { findBot } from "../../src/targets/find-bot.ts";
import { parseTalk } from "../../src/talk/grammar/parse.ts";
import type { Played } from "../../src/talk/play/played.ts";
import { tellPlayed } from "../../src/talk/report/spec.ts";
import { runTalks } from "../../src/talk/run.ts";
import { listenHttp } from "../delivery/loopback.ts";
import { freePort } from "../support/port.ts";
import { temporaryFolder } from "../support/child.ts";
import { createEnds } from "../support/ends.ts";
import { startProgram, type Program } from "../support/program.ts";
import { demoSecrets } from "../support/pushes.ts";
import { startOwnBot, type OwnBot } from "./own-bot.ts";

type About = Partial<Bot> & { readonly inboxUrl?: string };

describe("talks against somebody's bot", function () {
  this.timeout(60_000);
  const whenOver = createEnds();

  const program = async (): Promise<Program> => {
    const started = await startProgram();
    whenOver(() => started.stop());
    return started;
  };
  const ownBot = async (...options: Parameters<typeof startOwnBot>): Promise<OwnBot> => {
    const bot = await startOwnBot(...options);
    whenOver(() => bot.stop());
    return bot;
  };
  const find = (url: string, about: About = {}): Promise<Bot> =>
    findBot({
      url,
      secrets: demoSecrets,
      agent: 0,
      as: new Map(),
      withinMs: 5000,
      waitMs: 5000,
      hookUrl: undefined,
      inboxUrl: undefined,
      ...about,
    });
  /** Nothing is looked for beside what is named. */
  const alone = (url: string, about: About = {}): Promise<Bot> =>
    find(url, about).then((bot) => ({ ...bot, ...about, simulator: undefined }));
  const play = (bot: Bot, ...talks: readonly (readonly string[])[]): Promise<readonly Played[]> =>
    runTalks(
      talks.map((lines, index) => parseTalk(`${index + 1}.talk`, lines.join("\n"))),
      { atOnce: 1, targetOf: ({ file }) => createBotTarget(file, bot) },
    );
  const told = async (bot: Bot, ...lines: readonly string[]): Promise<string> => {
    const [played] = await play(bot, lines);
    return played === undefined ? "" : (tellPlayed(played)[0] ?? "").replace(/\d+ ms/, "N ms");
  };

  it("plays with codes that the bot delivers into our inbox", async () => {
    const { server } = await program();
    const bot = await ownBot({ simulator: server.url });
    const found = await find(bot.url, { inboxUrl: server.url });
    const lines = [
      "lilei ~ follow",
      "lilei < 欢迎",
      "lilei > 13800000001",
      "lilei < 验证码已发送",
      "hanmeimei > 13900000009",
      "! sms 13900000009 {{hers}}",
      "! sms 13800000001 {{his}}",
      "lilei > {{hers}}",
      "lilei < 你说：{{hers}}",
      "lilei > {{his}}",
      "lilei < 验证成功",
      "lilei ~ unfollow",
      "lilei < (nothing)",
    ];
    const played = await play(found, lines, lines);
    expect(played.map(({ verdict, problem }) => problem?.message ?? verdict)).to.deep.equal([
      "passed",
      "passed",
    ]);
    expect(bot.openids.size).to.equal(4);
    expect(bot.mostAtOnce()).to.equal(1);
  });

  it("finds hook and inbox of a server of this program by themselves, and puts all back", async () => {
    const ours = await program();
    await ours.call("POST", "/_sim/clock", { advance: "30d" });
    await ours.call("PATCH", "/_sim/settings", {
      codeLength: 7,
      wording: { "zh-CN": { helped: "请联系 IT" } },
    });
    const { json: before } = await ours.call("GET", "/_sim/settings");
    const bot = await find(`${ours.server.url}/callback`);
    const lines = [
      "@ clock 2015-06-01 23:50",
      "@ set failureReminder 验证失败",
      "@ set codeLength 8",
      '@ set wording {"zh-CN": {"prompted": "您是哪位？"}}',
      "lilei ~ follow",
      "lilei < 您是哪位？",
      "lilei > 13900009999",
      "lilei < 验证失败",
      "lilei > 13800000001",
      "! sms 13800000001 {{code}}",
      "@ clock +11m",
      "lilei > {{code}}",
      "lilei < 验证码已失效，请重新回复手机号或邮箱",
      "? status = unverified",
      "? nobody.status = none",
    ];
    expect(await told(bot, ...lines)).to.equal("✓ 1.talk (4 turns, N ms)");
    expect((await ours.call("GET", "/_sim/settings")).json).to.deep.equal(before);
    const { json } = await ours.call("GET", "/_sim/clock");
    const days = (Date.parse((json as { now: string }).now) - Date.now()) / 86_400_000;
    expect(days).to.be.within(29.99, 30.01);
  });

  it("makes the world of a seed on a server of this program, in each talk anew", async () => {
    const ours = await program();
    const bot = await find(`${ours.server.url}/callback`);
    const lines = [
      "@ seed fixtures/world.yaml",
      "lilei ~ follow",
      "lilei > 13800000001",
      "! sms 13800000001 {{code}}",
      "lilei > {{code}}",
      "lilei < 验证成功，张伟",
    ];
    const played = await play(bot, lines, lines, lines.slice(1));
    expect(played.map(({ verdict }) => verdict)).to.deep.equal(["passed", "passed", "failed"]);
  });

  it("speaks as whom it is told, and stamps each of their events apart, in the next talk too", async () => {
    const bot = await ownBot();
    const as = new Map([
      ["", "oEverybody"],
      ["boss", "oBoss"],
    ]);
    const found = await alone(bot.url, { as });
    const lines = ["lilei ~ follow", "boss ~ follow", "lilei ~ unfollow", "hanmeimei ~ follow"];
    const played = await play(found, lines, lines, lines);
    expect(played.map(({ verdict }) => verdict)).to.deep.equal(["passed", "passed", "passed"]);
    expect([...bot.openids]).to.deep.equal(["oEverybody", "oBoss"]);
    const everybody = bot.stamps.filter((_, index) => index % 4 !== 1);
    expect(new Set(everybody).size).to.equal(9);
  });

  it("says which app all of it is about", async () => {
    const seen: string[] = [];
    const bot = await listenHttp((request, response) => {
      request.on("data", (chunk: Buffer) => seen.push(chunk.toString()));
      request.on("end", () => response.end());
    });
    whenOver(bot.stop);
    const found = await alone(`http://127.0.0.1:${bot.port}/wx?tenant=1`, { agent: 1000002 });
    expect(await told(found, "lilei ~ enter", "lilei < (nothing)")).to.match(/^✓/);
    expect(seen.join("")).to.include("<AgentID><![CDATA[1000002]]></AgentID>");
    expect(await told(found, "lilei@7 > x")).to.match(/needs apps, .*--agent-id says which app/);
  });

  it("talks to an official account's bot, in plain and encrypted", async () => {
    const { key } = demoSecrets;
    for (const secrets of [
      { ...demoSecrets, kind: "official" as const, key: undefined },
      { ...demoSecrets, kind: "official" as const, key },
    ]) {
      const bot = await ownBot({ secrets });
      const found = await alone(bot.url, { secrets, agent: undefined });
      expect(
        await told(found, "lilei ~ follow", "lilei < 欢迎", "lilei > 嗨", "lilei < 你说：嗨"),
      ).to.match(/^✓/);
    }
  });

  it("says what the target cannot show, and never guesses it", async () => {
    const bot = await ownBot();
    const found = await alone(bot.url);
    const cases: readonly (readonly [string, RegExp])[] = [
      ["! sms 13800000001 {{code}}", /line 2 needs the bot to deliver into our inbox: npm start/],
      ["lilei <+ x", /line 2 needs the bot to send through our \/cgi-bin\/message\/send/],
      ["@ clock +1d", /line 2 needs --hook URL/],
      ["@ set codeLength 8", /line 2 needs --hook URL/],
      ["@ seed x.yaml", /line 2 needs --hook URL/],
      ["? status = x", /line 2 needs --hook URL/],
      ["lilei ~ confirm", /line 2 needs second verification's page/],
    ];
    for (const [line, why] of cases) {
      expect(await told(found, "lilei ~ follow", line)).to.match(
        new RegExp(`^1\\.talk:2 not runnable, ${why.source}`),
      );
    }
    expect(bot.openids.size).to.equal(0);
    // Which faults can be played, the target says when it comes to them.
    expect(await told(found, "lilei ~ follow", '@ faults {"slow": "6s"}')).to.match(
      /^1\.talk:2 not runnable, line 2 needs the fault slow/,
    );
  });

  it("asks the hook for time, settings and facts, and puts back what it was told before", async () => {
    const bot = await ownBot({ clockOffset: 5 * 86_400_000 });
    const found = await alone(bot.url, { hookUrl: `${bot.hookUrl}/` });
    const lines = [
      "@ clock +2d",
      '@ set greeting "您好"',
      "lilei ~ follow",
      "lilei < 您好",
      "lilei > clock",
      "lilei < 你说：clock",
      "? standing = new",
      "? messages = 3",
      "? manager = (nothing)",
      "? nobody.status = none",
    ];
    const now = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
    lines[5] = `lilei < ${now}`;
    expect(await told(found, ...lines)).to.match(/^✓/);
    expect(bot.asked.filter((line) => !line.includes("followers")).map(shortened)).to.deep.equal([
      "GET clock",
      'POST clock {"advance":"2d"}',
      "GET settings",
      'PATCH settings {"greeting":"您好"}',
      'PATCH settings {"greeting":"欢迎"}',
      'POST clock {"set":"…"}',
    ]);
    const restored = /"set":"([^"]+)"/.exec(bot.asked.at(-1) ?? "")?.[1] ?? "";
    expect((Date.parse(restored) - Date.now()) / 86_400_000).to.be.within(4.99, 5.01);
    expect(await told(found, "lilei ~ follow", "lilei < 欢迎")).to.match(/^✓/);
    expect(await told(found, "lilei ~ follow", "? height = 1")).to.equal(
      "1.talk:2 height is nothing that is known of lilei",
    );
  });

  it("brings a seed's own text to the hook", async () => {
    const { path, remove } = temporaryFolder();
    whenOver(remove);
    writeFileSync(join(path, "team.yaml"), "people: [lilei]");
    const bot = await ownBot();
    const found = await alone(bot.url, { hookUrl: bot.hookUrl });
    const talk = parseTalk(join(path, "a.talk"), "@ seed team.yaml\nlilei ~ follow");
    const [played] = await runTalks([talk], {
      atOnce: 1,
      targetOf: ({ file }) => createBotTarget(file, found),
    });
    expect(played?.verdict).to.equal("passed");
    expect(bot.asked[0]).to.equal('POST reset {"seed":{"people":["lilei"]}}');
  });

  it("is not runnable at the line whose part of the hook is not there", async () => {
    const bot = await ownBot({ hook: [] });
    const found = await alone(bot.url, { hookUrl: bot.hookUrl });
    const cases: readonly (readonly [string, string])[] = [
      ["@ clock +1d", "POST .*/hook/clock; there: 404"],
      ["@ set codeLength 8", "PATCH .*/hook/settings; there: 404"],
      ["? status = x", "GET .*/hook/followers/o.* with a JSON object; there: 404"],
    ];
    for (const [line, what] of cases) {
      expect(await told(found, "lilei ~ follow", line)).to.match(
        new RegExp(`^1\\.talk:2 not runnable, line 2 needs a hook that answers ${what}$`),
      );
    }
    const away = await alone(bot.url, { hookUrl: `http://127.0.0.1:${await freePort()}` });
    expect(await told(away, "lilei ~ follow", "@ clock +1d")).to.match(
      /there: no answer \(ECONNREFUSED\)$/,
    );
  });

  it("fails at the line that the hook refused", async () => {
    const bot = await ownBot();
    const found = await alone(bot.url, { hookUrl: bot.hookUrl });
    expect(await told(found, "lilei ~ follow", "@ set broken 1")).to.equal(
      "1.talk:2 the hook refused this, 400: broken: no such setting",
    );
    const ours = await program();
    const there = await find(`${ours.server.url}/callback`);
    expect(await told(there, "lilei ~ follow", "@ set codeLength 3")).to.equal(
      "1.talk:2 the hook refused this, 400: codeLength: must be a whole number from 6 to 10",
    );
  });

  it("hears what the account sends by itself, since the talk began", async () => {
    const sent: { from: string; msgtype: string; content: string; articles?: object[] }[] = [
      { from: "account", msgtype: "text", content: "of another talk" },
    ];
    const paths: string[] = [];
    const simulator = await listenHttp((request, response) => {
      paths.push(
        `${request.method ?? ""} ${(request.url ?? "").replace(/\/o[^/]{20,}\//, "/OPENID/")}`,
      );
      const isChat = request.url?.includes("/messages") === true;
      response.end(JSON.stringify(isChat ? sent : []));
    });
    const bot = await listenHttp((request, response) => {
      request.resume();
      setImmediate(() => {
        sent.push({ from: "follower", msgtype: "text", content: "稍后" });
        sent.push({ from: "account", msgtype: "text", content: "您的申请已通过" });
        sent.push({ from: "account", msgtype: "image", content: "MEDIA" });
        const articles = [{ title: "假期", url: "http://a.example/" }];
        sent.push({ from: "account", msgtype: "news", content: "", articles });
        sent.push({ from: "account", msgtype: "file", content: "F" });
      });
      response.end("success");
    });
    whenOver(simulator.stop);
    whenOver(bot.stop);
    const inboxUrl = `http://127.0.0.1:${simulator.port}`;
    const found = await find(`http://127.0.0.1:${bot.port}/wx`, { inboxUrl, agent: 7 });
    const lines = [
      "lilei > 稍后",
      "lilei < (nothing)",
      "lilei <+ 您的申请已{{any}}",
      "lilei <+ [image] MEDIA",
      "lilei <+ [news] 假期 | http://a.example/",
      "lilei <+ \\[file] F",
    ];
    expect(await told(found, ...lines)).to.match(/^✓/);
    expect(paths).to.include("POST /_sim/followers");
    expect(paths).to.include("GET /_sim/followers/OPENID/messages?agentid=7");
    const impatient = { ...found, waitMs: 300 };
    expect(await told(impatient, "lilei > x", ...lines.slice(2), "lilei <+ more")).to.equal(
      "1.talk:6 nothing was sent within 0.3 s",
    );
  });

  describe("that misbehave", () => {
    const answering = async (
      respond: Parameters<typeof listenHttp>[0],
      about: About = {},
    ): Promise<string> => {
      const bot = await listenHttp((request, response) => {
        request.resume();
        if (request.method === "GET") response.writeHead(404).end();
        else respond(request, response);
      });
      whenOver(bot.stop);
      const found = await alone(`http://127.0.0.1:${bot.port}/wx`, about);
      return told(found, "lilei ~ follow", "lilei < x", "lilei > y");
    };

    it("are told in one line: refused, silent, endless, broken or garbled", async () => {
      const refused = await alone(`http://127.0.0.1:${await freePort()}/wx`);
      expect(await told(refused, "lilei ~ follow")).to.equal(
        "1.talk:1 cannot be reached: ECONNREFUSED",
      );
      expect(await answering(() => undefined, { withinMs: 300 })).to.equal(
        "1.talk:1 no answer within 0.3 s",
      );
      expect(
        await answering(
          (_request, response) => {
            response.write("<xml>");
          },
          { withinMs: 300 },
        ),
      ).to.equal("1.talk:1 no answer within 0.3 s");
      expect(
        await answering((_request, response) => {
          const block = Buffer.alloc(1024 * 1024, "x");
          let left = 100;
          const more = (): void => {
            while (left > 0) {
              left -= 1;
              if (!response.write(block)) return void response.once("drain", more);
            }
            response.end();
          };
          more();
        }),
      ).to.equal("1.talk:1 the reply is longer than 1048576 bytes");
      expect(
        await answering((_request, response) => {
          response.writeHead(500).end("it broke\nat line 1");
        }),
      ).to.equal("1.talk:1 answered 500: it broke");
      expect(
        await answering((_request, response) => {
          response.writeHead(302, { Location: "http://127.0.0.1:1/" }).end();
        }),
      ).to.match(/^1\.talk:1 answered 302/);
      for (const [garbage, why] of [
        ["hello", "the answer is not XML with <xml> around it: hello"],
        [
          "<xml><Encrypt>x</Encrypt></xml>",
          "the reply's envelope has no MsgSignature, no TimeStamp",
        ],
        ["<xml>", "the answer is not XML with <xml> around it: <xml>"],
        ['{"errcode":0}', 'the answer is JSON: {"errcode":0}'],
        ["\u0000", "the answer is not XML with <xml> around it: "],
      ] as const) {
        const said = await answering((_request, response) => response.end(garbage));
        expect(said.slice(0, 9 + why.length + 1), garbage).to.contain(`1.talk:1 ${why}`);
      }
    });
  });
});

function shortened(line: string): string {
  return line.replace(/"set":"[^"]+"/, '"set":"…"');
}
