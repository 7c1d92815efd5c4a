import { expect } from "chai";
import { demoTriple } from "../../src/config/wechat.ts";
import { isProblemName } from "../../src/callback-client/problem.ts";
import { failureIn } from "../../src/callback-client/verdict.ts";
import { botTarget } from "../../src/explore/target.ts";
import { runWalk } from "../../src/explore/run-walk.ts";
import { sendCallback } from "../../src/replay/send.ts";
import { createBotTarget, type Bot } from "../../src/targets/bot-target.ts";
import { parseTalk } from "../../src/talk/grammar/parse.ts";
import { runTalks } from "../../src/talk/run.ts";
import { world } from "../../src/testing.ts";
import { readFields } from "../../src/wire/loose-xml.ts";
import { readKey, type Secrets } from "../../src/wire/secrets.ts";
import { replyXml, startBot, type Heard, type Parts } from "../doctor/bot.ts";
import { brokenBots } from "../doctor/broken-bots.ts";
import { createEnds } from "../support/ends.ts";
import { demoSecrets, textXml } from "../support/pushes.ts";

/** What is said of a bot's replies by everybody who talks to it. */
type Said = Readonly<Record<"replay" | "talk" | "explore" | "mocha", string | undefined>>;

type Told = { readonly kind?: "enterprise" | "official"; readonly aesKey?: string };

/** Bots whose replies are wrong, by the name of what is wrong with them. */
const wrong = Object.entries(brokenBots).flatMap(([cause, bots]) => {
  const name = cause.replace(/^reply-/, "");
  // `status` is planted on copies only, and what breaks off is worded by the system.
  const isOfReplies = cause.startsWith("reply-") && isProblemName(name) && name !== "status";
  return isOfReplies ? [{ name, broken: bots[0] ?? {} }] : [];
});

describe("what is wrong with a bot's reply", function () {
  this.timeout(60_000);
  const whenOver = createEnds();

  async function saidOf(
    parts: Partial<Parts>,
    { kind = "enterprise", aesKey = demoTriple.encodingAESKey }: Told = {},
  ): Promise<Said> {
    const started = await startBot(parts);
    whenOver(() => started.stop());
    const { url } = started;
    const key = aesKey === "" ? undefined : readKey(aesKey);
    const secrets: Secrets = { ...demoSecrets, kind, key };
    const agent = kind === "official" ? undefined : 0;
    const as = new Map([["", "oZhangWei"]]);
    const whence = { url, secrets, agent, as, withinMs: 5000, waitMs: 0 };
    const bot: Bot = { ...whence, simulator: undefined, hookUrl: undefined };
    const [played] = await runTalks([parseTalk("a.talk", "a > 你好\n")], {
      atOnce: 1,
      targetOf: ({ file }) => createBotTarget(file, bot),
    });
    const act = { action: "say", text: "你好" } as const;
    const walked = await runWalk(botTarget(bot, []), [
      { do: "act", who: 0, what: { kind: "as-it-stands", act } },
    ]);
    const mocha = await world({
      until: "closed",
      bot: { url, kind, encodingAESKey: aesKey, as: "oZhangWei" },
    })
      .follower("a")
      .say("你好")
      .then(
        () => undefined,
        (error: unknown) => String(error instanceof Error ? error.message.split("\n")[0] : error),
      );
    const fields = readFields(textXml("oZhangWei", "你好", secrets)) ?? {};
    const { verdict } = await sendCallback({ url, secrets, agent }, { fields, copies: 1 });
    return {
      replay: failureIn(verdict)?.text,
      talk: played?.problem?.message,
      explore: walked.violation?.instead,
      mocha,
    };
  }

  it("is nothing when it is right", async () => {
    expect(await saidOf({})).to.deep.equal({
      replay: undefined,
      talk: undefined,
      explore: undefined,
      mocha: undefined,
    });
  });

  for (const { name, broken } of wrong.filter((one) => one.name !== "late")) {
    it(`is told in the same words by talk, explore and mocha as by replay: ${name}`, async () => {
      const said = await saidOf(broken.parts ?? {}, broken.told);
      expect(said.replay, name).to.be.a("string");
      expect(said).to.deep.equal({
        replay: said.replay,
        talk: said.replay,
        explore: said.replay,
        mocha: said.replay,
      });
    });
  }

  it("is, of all that can be, whom it is addressed to", async () => {
    const to = (openid: string) => (heard: Heard) => replyXml({ ...heard, from: openid }, "好");
    const elsewhere = await saidOf({ write: to("oSomebodyElse") });
    expect(elsewhere.talk).to.equal("ToUserName is oSomebodyElse, not oZhangWei");
    const swapped = await saidOf({
      write: (heard) => replyXml({ ...heard, from: heard.to, to: heard.from }, "好"),
    });
    expect(swapped.talk).to.match(/^ToUserName and FromUserName are the callback's own/);
  });
});
