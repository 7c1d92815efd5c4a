import { expect } from "chai";
import { foundCode } from "../../../src/simulator/inbox/found-code.ts";

const messages: readonly (readonly [string, string | undefined])[] = [
  ["【星辰科技】验证码 048213，用于关注企业号，10 分钟内有效。请勿告诉任何人。", "048213"],
  ["【京东】123456（动态验证码），客服电话 4006065500", "123456"],
  ["您尾号1234的手机正在登录，校验码：５６７８９０，请勿泄露", "567890"],
  ["动态码8842，2015年6月1日前有效", "8842"],
  ["您的动态密码为 7788991，请在2015-06-01 23:50前使用", "7788991"],
  ["[Acme] 048213 is your code for following the account, valid for 10 minutes.", "048213"],
  ["Your OTP is 1234567890. Call 95588 for help.", "1234567890"],
  ["G-123456 is your Google verification code", "123456"],
  ["code:4821 order:99817", "4821"],
  ["Use PIN 0042 before 2015", "0042"],
  ["7731", "7731"],
  ["Your code is 482-913", "482913"],
  ["验证码 482 913，请勿泄露", "482913"],
  ["验证码 8842，客服电话 400-606-5500", "8842"],
  ["Call 400 606 550 for a code", undefined],
  ["Order 99817 is on its way", "99817"],
  ["Your code is 135790, or open https://example.com/c/99817?code=112233", "135790"],
  ["Open https://example.com/verify?code=112233", undefined],
  ["Order 99817 of 2015 is on its way", undefined],
  ["Call 12345678901 for a code", undefined],
  ["Codes are never sent by SMS", undefined],
  ["123", undefined],
  ["", undefined],
];

describe("the code in another bot's message", () => {
  for (const [text, code] of messages) {
    it(`is ${code ?? "not there"}: ${text}`, () => {
      expect(foundCode(text)).to.equal(code);
    });
  }

  it("is looked for in no time, also in a long text of nothing but digits and words", () => {
    const text = "code 1234 验证码 5678 ".repeat(1_000).slice(0, 20_000);
    const begun = performance.now();
    foundCode(text);
    expect(performance.now() - begun).to.be.below(500);
  });
});
