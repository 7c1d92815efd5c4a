import { expect } from "chai";
import { parseTalk } from "../../src/talk/grammar/parse.ts";
import type { Played } from "../../src/talk/play/played.ts";
import { tellPlayed } from "../../src/talk/report/spec.ts";
import { runTalks } from "../../src/talk/run.ts";
import { createBotTarget } from "../../src/targets/bot-target.ts";
import { findBot } from "../../src/targets/find-bot.ts";
import { createEnds } from "../support/ends.ts";
import { startProgram } from "../support/program.ts";
import { demoSecrets } from "../support/pushes.ts";
import { startWechatEnterpriseBot } from "../support/wechat-enterprise-bot.ts";

describe("talks against a bot written with wechat-enterprise", () => {
  const whenOver = createEnds();

  const play = async (text: string): Promise<Played> => {
    const program = await startProgram();
    whenOver(() => program.stop());
    const bot = await startWechatEnterpriseBot(program.server.url);
    whenOver(() => bot.stop());
    const found = await findBot({
      url: bot.url,
      secrets: demoSecrets,
      agent: 7,
      as: new Map(),
      withinMs: 5000,
      waitMs: 10_000,
      hookUrl: undefined,
      inboxUrl: program.server.url,
    });
    const talk = parseTalk("bot.talk", text);
    const [played] = await runTalks([talk], {
      atOnce: 1,
      targetOf: () => createBotTarget("bot.talk", found),
    });
    if (played === undefined) throw new Error("nothing was played");
    return played;
  };

  it("pass, with codes that it brings to our inbox", async () => {
    const played = await play(`lilei ~ follow
lilei < 欢迎，请回复手机号
lilei > 13800000001
lilei < 验证码已发送
! sms 13800000001 {{code}}
lilei > {{code}}
lilei < 验证成功
lilei ~ unfollow
lilei < (nothing)
lilei ~ sends image m1
lilei < 只能看懂文字
`);
    expect(played.verdict, tellPlayed(played).join("\n")).to.equal("passed");
  });

  it("hear what it sends by itself", async () => {
    const played = await play("lilei > 稍后\nlilei < (nothing)\nlilei <+ 您的申请已通过\n");
    expect(played.verdict, tellPlayed(played).join("\n")).to.equal("passed");
  });

  it("fail at the line that it answers otherwise, and need a hook for its clock", async () => {
    const failed = await play("lilei > 你好\nlilei < 您好\n");
    expect(failed).to.include({ verdict: "failed" });
    expect(tellPlayed(failed).join("\n")).to.match(/^bot\.talk:2 something else was answered\n/);
    const lacking = await play("lilei > 你好\n@ clock +15m\n");
    expect(lacking).to.include({ verdict: "not-runnable" });
    expect(lacking.problem?.message).to.match(/^line 2 needs --hook URL/);
  });
});
