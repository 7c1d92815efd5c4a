import { expect } from "chai";
import type { FollowersCallback } from "../../src/domain/callback.ts";
import { follows, says } from "../support/callbacks.ts";
import { startProgram } from "../support/program.ts";

const production = {
  NODE_ENV: "production",
  WECHAT_CORP_ID: "wx5823bf96d3bd56c7",
  WECHAT_TOKEN: "QDG6eK",
  WECHAT_ENCODING_AES_KEY: "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
  CODE_PEPPER: "0123456789abcdef",
};
// Nobody listens there: a code would be tried again, but none is asked for.
const phones = { SMS_WEBHOOK_URL: "http://127.0.0.1:1/sms", SMS_WEBHOOK_SECRET: "secret" };
const mailboxes = { SMTP_URL: "smtp://127.0.0.1:1", MAIL_FROM: "it@example.com" };

const cases = [
  ["phones only", { ...production, ...phones }, "手机号", "wei@example.com"],
  ["mailboxes only", { ...production, ...mailboxes }, "邮箱", "13800000001"],
  ["both", { ...production, ...phones, ...mailboxes }, "手机号或邮箱", undefined],
  ["both, simulated", {}, "手机号或邮箱", undefined],
  [
    "neither, outside production",
    { ...production, NODE_ENV: "", SIMULATOR: "off" },
    "手机号或邮箱",
  ],
] as const;

describe("where codes can be carried", () => {
  for (const [where, environment, kind, other] of cases) {
    it(`to ${where}, everybody is asked for ${kind}`, async () => {
      const program = await startProgram(environment);
      try {
        const answer = async (callback: FollowersCallback) => {
          const { outcome, replies } = await program.host.assistant.answer(callback);
          return {
            outcome,
            text: replies.map((reply) => (reply.type === "text" ? reply.text : "")),
          };
        };
        expect(await answer(follows("somebody"))).to.deep.equal({
          outcome: "prompted",
          text: [`请回复您在企业号登记的${kind}`],
        });
        if (other === undefined) return;
        expect(await answer(says("somebody", other))).to.deep.equal({
          outcome: "contact-unreachable",
          text: [`这里只能用${kind}接收验证码，请回复登记的${kind}`],
        });
      } finally {
        await program.stop();
      }
    });
  }
});
