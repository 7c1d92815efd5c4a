import { expect } from "chai";
import fc from "fast-check";
import { maskContact, parseContact, parseEmail, parseMobile } from "../../src/domain/contact.ts";

describe("a phone number", () => {
  const written = [
    "13800000001",
    "138 0000 0001",
    "138-0000-0001",
    "+86 138 0000 0001",
    "+8613800000001",
    "(138) 0000 0001",
    "１３８００００００１".replace("００００００１", "００００００") + "０１",
    " 13800000001 ",
    "138\u200b0000\u200b0001",
    ...Array.from("-‐‑‒–—―−­·・•._，。－～〜─ー", (sign) => `138${sign}0000${sign}0001`),
    "(+86)13800000001",
    "（＋８６）138 0000 0001",
    "86-138-0000-0001",
    "0086 13800000001",
    "tel:+8613800000001",
    "“13800000001”",
    "「13800000001」",
    "13800000001。",
    "13800000001，",
    "13800000001！",
    "13800000001.",
    "1 3 8 0 0 0 0 0 0 0 1",
    "138\u30000000\u00a00001",
    "١٣٨٠٠٠٠٠٠٠١",
  ];
  for (const text of written) {
    it(`is understood when written ${JSON.stringify(text)}`, () => {
      expect(parseContact(text)).to.deep.equal({ channel: "sms", to: "+8613800000001" });
    });
  }

  it("of another country keeps its country", () => {
    expect(parseMobile("+1 212 555 0100")?.to).to.equal("+12125550100");
  });

  for (const text of [
    "1.38E+10",
    "13800000001;13800000002",
    "hello",
    "",
    "12345",
    "138000000011380000000",
  ]) {
    it(`is not read into ${JSON.stringify(text)}`, () => {
      expect(parseMobile(text)).to.equal(undefined);
    });
  }
});

describe("an e-mail address", () => {
  const written = [
    "WEI＠Example.COM",
    "ｗｅｉ＠ｅｘａｍｐｌｅ。ｃｏｍ",
    "wei﹫example.com",
    "mailto:wei@example.com",
    "wei@example.com.",
    "wei@example.com。",
    "“wei@example.com”",
    "<wei@example.com>",
    "wei @ example.com",
    "wei@ example . com",
    "wei@example. com",
    "wei(at)example.com",
    "wei@exam\u00adple.com",
  ];
  for (const text of written) {
    it(`is understood when written ${JSON.stringify(text)}`, () => {
      expect(parseContact(text)).to.deep.equal({ channel: "mail", to: "wei@example.com" });
    });
  }

  const bad = [
    "a@x.cn\r\nRCPT TO:<evil@x.cn>",
    "a@x.cn,b@x.cn",
    "grp: a@x.cn,b@x.cn;",
    "Wei <wei@example.com>",
    "wei@localhost",
    "wei@@example.com",
    "wei@exa mple.com",
    "@example.com",
    "wei@-example.com",
    `${"a".repeat(60)}@example.com`,
    '"quoted"@example.com',
  ];
  for (const text of bad) {
    it(`is not read into ${JSON.stringify(text)}`, () => {
      expect(parseEmail(text)).to.equal(undefined);
    });
  }
});

describe("any text", () => {
  it("is a contact or not, without an exception, and a contact reads back as itself", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.emailAddress()), (text) => {
        const contact = parseContact(text);
        if (contact !== undefined) expect(parseContact(contact.to)).to.deep.equal(contact);
      }),
      { numRuns: 20_000 },
    );
  });
});

describe("a mask", () => {
  it("shows the first three and last four digits of a phone", () => {
    expect(maskContact({ channel: "sms", to: "+8613800000001" })).to.equal("138****0001");
  });

  it("shows a little of a mailbox and all of its domain", () => {
    expect(maskContact({ channel: "mail", to: "wei@example.com" })).to.equal("we***@example.com");
    expect(maskContact({ channel: "mail", to: "w@example.com" })).to.equal("***@example.com");
  });
});
