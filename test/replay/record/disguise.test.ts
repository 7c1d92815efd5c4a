import { expect } from "chai";
import fc from "fast-check";
import { parseContact } from "../../../src/domain/contact.ts";
import { createDisguise } from "../../../src/replay/record/disguise.ts";
import { readFields, textOf } from "../../../src/wire/loose-xml.ts";
import { element } from "../../../src/wire/cdata.ts";
import { scaled } from "../../support/sizes.ts";

const secret = "a secret for tests";
const callback = (fields: Readonly<Record<string, string>>): string =>
  `<xml>${Object.entries(fields)
    .map(([name, text]) => element(name, text))
    .join("")}</xml>`;

describe("people in a recording", () => {
  const disguise = createDisguise(secret, ["老王"]);
  const field = (name: string, text: string): string =>
    textOf(readFields(disguise.callback(callback({ [name]: text, MsgType: "x" }))) ?? {}, name);

  it("finds phones as people write them, and lays the made-up one out alike", () => {
    const plain = disguise.text("13800000001");
    expect(plain).to.match(/^1740[0-5]\d{6}$/);
    const grouped = `${plain.slice(0, 3)} ${plain.slice(3, 7)} ${plain.slice(7)}`;
    expect(disguise.text("138 0000 0001")).to.equal(grouped);
    expect(disguise.text("138-0000-0001")).to.equal(grouped.replaceAll(" ", "-"));
    expect(disguise.text("+86 13800000001")).to.equal(`+86 ${plain}`);
    expect(disguise.text("１３８００００００01")).to.equal(plain);
    expect(disguise.text("手机13800000001谢谢")).to.equal(`手机${plain}谢谢`);
    expect(disguise.text("138****0001")).to.equal(`${plain.slice(0, 3)}****${plain.slice(-4)}`);
    expect(disguise.text("+1 415 555 2671")).to.match(/^\+1 \d{3} 555 01\d\d$/);
    expect(disguise.text("+44 7911 123456")).to.match(/^\+44 7700 900\d{3}$/);
  });

  it("finds e-mails, openids, ids and names that it knows, and long numbers", () => {
    expect(disguise.text("to Wei@Example.org, please")).to.match(
      /^to [a-z]{8}@example\.com, please$/,
    );
    expect(disguise.text("wei@example.org")).to.equal(disguise.text("WEI@EXAMPLE.ORG"));
    const openid = "o6_bmjrPTlm6_2sgVt7hMZOPfL2M";
    expect(disguise.text(`I am ${openid}`)).to.match(/^I am o\d_[a-z]{4}[A-Z]{2}.{19}$/);
    expect(disguise.text("ask zhang.wei")).to.equal("ask zhang.wei");
    const made = field("FromUserName", "zhang.wei");
    expect(made).to.match(/^[a-z]{5}\.[a-z]{3}$/);
    expect(disguise.text("ask zhang.wei or zhang.weimin")).to.equal(`ask ${made} or zhang.weimin`);
    expect(disguise.text("老王说"))
      .to.match(/^\p{Script=Han}{3}说$/u)
      .and.not.to.include("老王");
    expect(disguise.text("ID 11010519491231002X")).to.match(/^ID \d{18}$|^ID \d{17}[A-Z]$/);
  });

  it("finds them also as nobody should write them", () => {
    const phone = disguise.text("13800000001");
    const laid = (sign: string): string =>
      [phone.slice(0, 3), phone.slice(3, 7), phone.slice(7)].join(sign);
    for (const sign of ["_", "·", "，", "．", "—", "\u00ad", "・"]) {
      expect(disguise.text(`电话138${sign}0000${sign}0001。`)).to.equal(`电话${laid(sign)}。`);
    }
    const mail = disguise.text("wei@example.com");
    for (const written of ["wei＠example．com", "wei @ example.com", "wei(at)example.com"]) {
      expect(disguise.text(`to ${written}, please`)).to.equal(`to ${mail}, please`);
    }
    for (const written of ["wei@example", "张伟@例子.公司", "ｗｅｉ﹫例子。公司"]) {
      expect(disguise.text(`（${written}）`)).to.match(/^（[a-z]{8}@example\.com）$/);
    }
  });

  it("leaves alone what says nothing about anybody", () => {
    for (const text of [
      "000000",
      "482913",
      "1",
      "你好",
      "10 分钟内有效",
      "2015-06-01 23:50",
      "8001",
    ]) {
      expect(disguise.text(text)).to.equal(text);
    }
    for (const [name, text] of [
      ["CreateTime", "1433173800"],
      ["AgentID", "1000002"],
      ["EventKey", "menu_1"],
      ["FromUserName", "sys"],
    ] as const) {
      expect(field(name, text)).to.equal(text);
    }
  });

  it("makes up what a field holds by its name", () => {
    expect(field("MsgId", "9223372036854775807")).to.match(/^[1-8]\d{18}$/);
    expect(field("MediaId", "abcDEF-12345")).to.match(/^[a-z]{3}[A-Z]{3}-\d{5}$/);
    expect(field("PicUrl", "http://mmbiz.qpic.cn/x/0")).to.match(/^http:\/\/example\.com\/[a-z]+$/);
    expect(field("Location_X", "31.2304")).to.equal("23.134521");
    expect(field("Label", "上海市人民大道")).to.equal("somewhere");
    expect(field("AddUserItems", "li,wang")).to.match(/^[a-z]+,[a-z]+$/);
    expect(field("Name", "李娜")).to.match(/^\p{Script=Han}{3}$/u);
    const name = field("Name", "张伟");
    const reply = disguise.reply(callback({ MsgType: "text", Content: "验证成功，张伟" }));
    expect(reply).to.include(`验证成功，${name}`);
  });

  it("puts the same for the same and another for another, also after a restart", () => {
    const again = createDisguise(secret, []);
    const numbers = Array.from(
      { length: scaled(20_000) },
      (_, index) => `138${String(index).padStart(8, "0")}`,
    );
    const made = numbers.map((number) => disguise.text(number));
    expect(new Set(made).size).to.equal(numbers.length);
    // Great Britain keeps a thousand for stories, so drawing alone would soon meet one twice.
    const british = Array.from({ length: 300 }, (_, index) => `+447911123${100 + index}`);
    expect(new Set(british.map((number) => disguise.text(number))).size).to.equal(300);
    expect(numbers.map((number) => disguise.text(number))).to.deep.equal(made);
    expect(again.text("13800000007")).to.equal(createDisguise(secret, []).text("13800000007"));
    expect(createDisguise("another", []).text("13800000007")).not.to.equal(
      again.text("13800000007"),
    );
  });

  it("lets no Chinese phone through, and makes it a phone", () => {
    const phone = fc.stringMatching(/^1[3-9]\d{9}$/);
    const around = fc.stringMatching(/^[一-十a-z ，。]{0,5}$/);
    fc.assert(
      fc.property(around, phone, around, (before, number, after) => {
        const text = disguise.text(`${before}${number}${after}`);
        expect(text).not.to.include(number);
        const made = /\d{11}/.exec(text)?.[0] ?? "";
        expect(parseContact(made)?.channel).to.equal("sms");
      }),
      { numRuns: scaled(2000) },
    );
  });
});
