import { expect } from "chai";
import type { Environment } from "../../src/environment.ts";
import { makeEchoCheck, makePush } from "../../src/wire/envelope.ts";
import { readKey, type Secrets } from "../../src/wire/secrets.ts";
import { startProgram, type Program } from "../support/program.ts";
import { deliver, eventXml, sealed, textXml } from "../support/pushes.ts";
import { openReply } from "../support/open-reply.ts";

const AppId = "wx0123456789abcdef";
const token = "officialToken";
const encodingAESKey = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG";
const environment: Environment = {
  SIMULATOR: "on",
  WECHAT_KIND: "official",
  WECHAT_CORP_ID: AppId,
  WECHAT_TOKEN: token,
};
const plain: Secrets = { kind: "official", receiveId: AppId, token, key: undefined };
const safe: Secrets = { ...plain, key: readKey(encodingAESKey) };

for (const { mode, secrets, more } of [
  { mode: "plain", secrets: plain, more: {} },
  { mode: "safe", secrets: safe, more: { WECHAT_ENCODING_AES_KEY: encodingAESKey } },
] as const) {
  describe(`an official account in ${mode} mode`, () => {
    let program: Program;
    let url: string;
    before(async () => {
      program = await startProgram({ ...environment, ...more });
      url = `${program.server.url}/callback`;
    });
    after(() => program.stop());

    const tell = (xml: string) => deliver(url, sealed(xml, secrets), secrets);

    it("proves its URL by the echo as it came, as text", async () => {
      for (const echo of ["5927782489442352469", "<b>echo</b>"]) {
        const stamp = { timestamp: Math.floor(Date.now() / 1000), nonce: "nonce", random: "" };
        const { search } = makeEchoCheck(secrets, echo, stamp);
        const response = await fetch(`${url}?${search}`);
        expect(await response.text()).to.equal(echo);
        expect(response.headers.get("content-type")).to.equal("text/plain; charset=utf-8");
        const forged = search.replace(/signature=[^&]+/, `signature=${"0".repeat(40)}`);
        expect((await fetch(`${url}?${forged}`)).status).to.equal(401);
      }
    });

    it("verifies whoever knows the code", async () => {
      expect((await tell(eventXml("oOfficial", "subscribe", secrets))).text).to.match(/^请回复您/);
      const sent = await tell(textXml("oOfficial", "13800000001", secrets));
      expect(sent.text).to.match(/^验证码已发送至 138\*\*\*\*0001/);
      expect(sent.body.includes("<Encrypt>")).to.equal(mode === "safe");
      const inbox = (await program.call("GET", "/_sim/inbox?to=13800000001")).json;
      const [{ code = "" } = {}] = inbox as readonly { code?: string }[];
      expect((await tell(textXml("oOfficial", code, secrets))).text).to.equal("验证成功，张伟");
    });

    it("answers the account by the name that it was called", async () => {
      const xml = textXml("oOfficial", "你好", { ...secrets, receiveId: "gh_7f083739789a" });
      const { body } = await tell(xml);
      const reply = mode === "plain" ? body : openReply(secrets, body);
      expect(reply).to.include("<FromUserName><![CDATA[gh_7f083739789a]]></FromUserName>");
      expect(reply).to.include("<ToUserName><![CDATA[oOfficial]]></ToUserName>");
    });

    it("is talked to by the simulator too", async () => {
      const { json } = await program.call("POST", "/_sim/followers/oSimulated/messages", {
        content: "你好",
      });
      expect(json).to.have.nested.property(
        "replies[0].content",
        "请回复您在企业号登记的手机号或邮箱",
      );
      expect(json).to.have.nested.property("deliveries[0].status", 200);
    });

    it("refuses a signature of somebody else", async () => {
      const forged = sealed(textXml("oForger", "你好", secrets), { ...secrets, token: "another" });
      const { status, body } = await deliver(url, forged, secrets);
      expect({ status, body }).to.deep.equal({ status: 401, body: "refused\n" });
    });

    if (mode === "safe") {
      it("takes what comes in plain too: the account's page shows a key in every mode", async () => {
        const stamp = { timestamp: Math.floor(Date.now() / 1000), nonce: "nonce", random: "" };
        const push = makePush(secrets, textXml("oPlain", "你好", secrets), {
          ...stamp,
          mode: "plain",
        });
        const { status, xml } = await deliver(url, push, plain);
        expect(status).to.equal(200);
        expect(xml).to.include("请回复您在企业号登记的手机号或邮箱");
      });
    }
  });
}
