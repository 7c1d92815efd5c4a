import { expect } from "chai";
import fc from "fast-check";
import { triedCode, wishOf } from "../../src/conversation/words.ts";
import { scaled } from "../support/sizes.ts";

describe("a try at a code of six digits", () => {
  const tries = [
    "482913",
    " 482 913 ",
    "482-913",
    "482—913",
    "482·913",
    "4 8 2 9 1 3",
    "4-8-2-9-1-3",
    "４８２９１３",
    "٤٨٢٩١٣",
    "482913。",
    "482913！",
    "“482913”",
    "【482913】",
    "验证码482913",
    "验证码：482913",
    "验证码是482913",
    "【验证码】482913",
    "我的验证码为 482-913。",
    "是482913",
    "就是482913",
    "482913谢谢",
    "482913，谢谢！",
    "482913吗？",
    "code 482913",
    "The code is 482913.",
    "it's 482913",
    "482\u200b913",
  ];
  for (const text of tries) {
    it(`is ${JSON.stringify(text)}`, () => {
      expect(triedCode(text, 6)).to.equal("482913");
    });
  }

  const others = [
    "48291",
    "4829130",
    "48-29-13",
    "4829-13",
    "48 2913元",
    "我在482913房间等你",
    "订单482913",
    "482913房间",
    "不是482913",
    "482913和482914",
    "482913 482914",
    "13800000001",
    "我的手机是13800000001，谢谢",
    "2015-06-01",
    "wei482913@example.com",
    "482a913",
    "48291a",
    "验证码",
    "",
    `验证码${" ".repeat(100)}482913`,
  ];
  for (const text of others) {
    it(`is not ${JSON.stringify(text)}`, () => {
      expect(triedCode(text, 6)).to.equal(undefined);
    });
  }

  it("is neither a phone nor a date, however long codes are", () => {
    for (const digits of [4, 5, 6, 7, 8]) {
      for (const text of ["13800000001", "138-0000-0001", "2015-06-01", "06-01", "23.50"])
        expect(triedCode(text, digits)).to.equal(undefined);
    }
  });

  it("says those digits, whatever stands around them", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "验证码",
        "是",
        " ",
        "-",
        "：",
        "谢谢",
        "房间",
        "我在",
        "＃",
        "。",
        "x",
        "１",
      ),
      fc.stringMatching(/^\d{1,7}$/),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        const text = pieces.join("");
        const code = triedCode(text, 6);
        if (code === undefined) return;
        expect(text.normalize("NFKC").replace(/\D/g, "")).to.equal(code);
        expect(text).not.to.match(/房间|我在|x/);
      }),
      { numRuns: scaled(20_000) },
    );
  });
});

describe("a wish", () => {
  const wishes = {
    resend: [
      ...["resend", "重发", "重发验证码", "再发一次", "重新获取", "请重新发送验证码", "“重发”。"],
      ...[
        "没收到",
        "没有收到",
        "我还没收到验证码",
        "一直没收到短信啊",
        "收不到",
        "怎么收不到验证码？",
      ],
      ...["还没有收到邮件", "没收到，请再发一次", "验证码没来", "未收到验证码", "再来一条"],
      ...["I didn't receive the code", "Not received", "send it again!"],
      ...[
        "Send another code please",
        "I haven't got it yet",
        "ＲＥＳＥＮＤ",
        "the sms never arrived",
      ],
    ],
    change: ["change", "更换", "修改。", "「换号」"],
    help: ["help", "帮助！", "?", "？", "HELP."],
  } as const;
  for (const wish of ["resend", "change", "help"] as const) {
    for (const text of wishes[wish]) {
      it(`to ${wish} is ${JSON.stringify(text)}`, () => {
        expect(wishOf(text)).to.equal(wish);
      });
    }
  }

  const others = [
    ...["没收到工资", "收到了", "没有", "我再发给你看", "不要重发", "验证码", "请", "我", "谢谢"],
    ...["code", "please", "I received it", "new phone", "", "。", "482913", "13800000001"],
  ];
  for (const text of others) {
    it(`is not ${JSON.stringify(text)}`, () => {
      expect(wishOf(text)).to.equal(undefined);
    });
  }
});
