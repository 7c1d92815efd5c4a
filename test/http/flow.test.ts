import { expect } from "chai";
import type { Environment } from "../../src/environment.ts";
import { defaultSettings } from "../../src/domain/settings.ts";
import { readSettings, settingsKey } from "../../src/records/settings.ts";
import { createEnds } from "../support/ends.ts";
import { startProgram, type Program } from "../support/program.ts";

type Pushed = {
  readonly replies: readonly { readonly msgtype: string; readonly content?: string }[];
  readonly deliveries: readonly {
    readonly attempt: number;
    readonly status: number;
    readonly error?: string;
  }[];
};
type Message = {
  readonly channel: string;
  readonly to: string;
  readonly text: string;
  readonly code?: string;
};
type Follower = { readonly status: string; readonly phase: string; readonly userid?: string };

describe("a conversation over the real callback", () => {
  let program: Program;
  before(async () => {
    program = await startProgram();
  });
  after(() => program.stop());
  beforeEach(async () => {
    await program.call("POST", "/_sim/reset", { seed: world });
  });

  const world = {
    account: { name: "Acme" },
    settings: { failureReminder: "请联系 IT 8001" },
    members: [
      {
        userid: "zhang.wei",
        name: "张伟",
        mobile: "13800000001",
        email: "wei@example.com",
        weixinid: "wei_zhang",
      },
      { userid: "li.na", name: "李娜", mobile: "13800000002" },
    ],
    followers: [
      { openid: "oZhangWei", nickname: "zhangwei", mobile: "13900000009" },
      { openid: "oLiNa", mobile: "+86 138 0000 0002" },
    ],
  };

  const push = async (path: string, body?: unknown): Promise<Pushed> =>
    (await program.call("POST", `/_sim/followers/${path}`, body)).json as Pushed;
  const heard = ({ replies }: Pushed): string | undefined => replies[0]?.content;
  const say = async (openid: string, content: string): Promise<string | undefined> =>
    heard(await push(`${openid}/messages`, { content }));
  const inbox = async (): Promise<readonly Message[]> =>
    (await program.call("GET", "/_sim/inbox")).json as readonly Message[];
  const follower = async (openid: string): Promise<Follower> =>
    (await program.call("GET", `/_sim/followers/${openid}`)).json as Follower;

  it("verifies whoever knows the code", async () => {
    expect(heard(await push("oZhangWei/follow"))).to.equal("请回复您在企业号登记的手机号或邮箱");
    expect(await follower("oZhangWei")).to.include({
      status: "unverified",
      phase: "asking-contact",
    });
    expect(await say("oZhangWei", "138 0000 0001")).to.equal(
      "验证码已发送至 138****0001，10 分钟内有效",
    );
    const [message] = await inbox();
    expect(message).to.include({ channel: "sms", to: "13800000001" });
    expect(message?.code).to.match(/^\d{6}$/);
    expect(message?.text).to.include(message?.code);
    expect(await say("oZhangWei", message?.code ?? "")).to.equal("验证成功，张伟");
    expect(await follower("oZhangWei")).to.include({ status: "followed", userid: "zhang.wei" });
    expect(await say("oZhangWei", "你好")).to.equal("您已通过身份验证，张伟");
  });

  it("binds whose phone matches at once, and frees the seat when she unfollows", async () => {
    expect(heard(await push("oLiNa/follow"))).to.equal("验证成功，李娜");
    expect((await push("oLiNa/unfollow")).replies).to.deep.equal([]);
    expect(await follower("oLiNa")).to.include({ status: "none" });
  });

  it("sends mail to a mailbox", async () => {
    await push("oZhangWei/follow");
    expect(await say("oZhangWei", "WEI@example.com")).to.equal(
      "验证码已发送至 we***@example.com，10 分钟内有效",
    );
    expect((await inbox())[0]).to.include({ channel: "mail", to: "wei@example.com" });
  });

  it("locks after five wrong codes and is free again after midnight", async () => {
    await program.call("POST", "/_sim/clock", { set: "2015-06-01T23:50:00+08:00" });
    await push("oZhangWei/follow");
    await say("oZhangWei", "13800000001");
    const code = (await inbox())[0]?.code ?? "";
    const wrong = code === "000000" ? "000001" : "000000";
    for (let attempt = 0; attempt < 5; attempt += 1) {
      expect(await say("oZhangWei", wrong)).to.equal("请联系 IT 8001");
    }
    expect(await say("oZhangWei", code)).to.equal(undefined);
    await program.call("POST", "/_sim/clock", { advance: "15m" });
    expect(await say("oZhangWei", "13800000001")).to.match(/^验证码已发送至/);
  });

  it("answers copies of a message alike, with one effect", async () => {
    await push("oZhangWei/follow");
    const pushed = await push("oZhangWei/messages", { content: "13800000001", copies: 3 });
    expect(pushed.deliveries.map(({ status, error }) => ({ status, error }))).to.deep.equal(
      Array.from({ length: 3 }, () => ({ status: 200, error: undefined })),
    );
    expect(await inbox()).to.have.lengthOf(1);
  });

  it("tells a stranger's contact apart from a member's", async () => {
    await push("oSomebody/follow");
    expect(await say("oSomebody", "13912345678")).to.equal("请联系 IT 8001");
    expect(await inbox()).to.have.lengthOf(0);
  });

  it("tells the same to both when disclosure is neutral", async () => {
    await program.call("PATCH", "/_sim/settings", { disclosure: "neutral" });
    await push("oSomebody/follow");
    expect(await say("oSomebody", "13912345678")).to.equal(
      "验证码已发送至 139****5678，10 分钟内有效",
    );
    expect(await inbox()).to.have.lengthOf(0);
    expect(await say("oSomebody", "123456")).to.equal("请联系 IT 8001");
  });

  it("shows the chat as the phone does", async () => {
    await push("oZhangWei/follow");
    await say("oZhangWei", "你好 😀 ]]>");
    const { json } = await program.call("GET", "/_sim/followers/oZhangWei/messages?agentid=0");
    expect(json).to.be.an("array").with.lengthOf(4);
    expect((json as { content: string }[])[2]?.content).to.equal("你好 😀 ]]>");
  });
});

describe("what is told of the book", () => {
  const whenOver = createEnds();
  const disclosureOf = async (environment: Environment): Promise<string> => {
    const program = await startProgram(environment);
    whenOver(() => program.stop());
    const [entry] = await program.host.store.read([settingsKey]);
    return readSettings(entry, defaultSettings).disclosure;
  };

  it("is neutral in production from the start, and in a simulated world there", async () => {
    const production = {
      NODE_ENV: "production",
      CODE_PEPPER: "a pepper for tests",
      WECHAT_CORP_ID: "ww1",
      WECHAT_TOKEN: "token",
      WECHAT_ENCODING_AES_KEY: "a".repeat(43),
      SMS_WEBHOOK_URL: "http://127.0.0.1:1/",
      SMS_WEBHOOK_SECRET: "a secret for tests",
    };
    expect(await disclosureOf(production)).to.equal("neutral");
    expect(await disclosureOf({ ...production, SIMULATOR: "on" })).to.equal("neutral");
    expect(await disclosureOf({})).to.equal("faithful");
  });
});
