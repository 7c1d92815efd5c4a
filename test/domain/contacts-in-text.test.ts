import { expect } from "chai";
import { contactsInText, contactsMeant } from "../../src/domain/contacts-in-text.ts";

describe("the contacts that a message means", () => {
  const wei = "+8613800000001";
  const meant: readonly (readonly [text: string, ...to: string[]])[] = [
    ["13800000001", wei],
    ["我的手机是13800000001，谢谢", wei],
    ["我的手机是138－0000－0001。", wei],
    ["手机：１３８　００００　０００１谢谢", wei],
    ["+86 138 0000 0001 就是我", wei],
    ["13800000001 或 138-0000-0001", wei],
    ["我是张伟wei@example.com谢谢", "wei@example.com"],
    ["My mail is WEI＠example.com. Thanks", "wei@example.com"],
    ["Wei <wei@example.com>", "wei@example.com"],
    ["13800000001@example.com", "13800000001@example.com"],
    ["call +1 415 555 2671 15 minutes", "+14155552671"],
    ["电话 (010) 12345678 转 1", "+861012345678"],
    ["13800000001,13800000002", wei, "+8613800000002"],
    ["13800000001 13800000002 13800000003", wei, "+8613800000002", "+8613800000003"],
    ["手机13800000001，邮箱wei@example.com", wei, "wei@example.com"],
    ["grp: a@x.cn,b@x.cn;", "a@x.cn", "b@x.cn"],
    ["我在482913房间等你"],
    ["2015-06-01 23:50"],
    ["wei@example"],
    ["张伟@例子.公司"],
    ["meet me @ noon"],
    ["138000000011380000000"],
    [""],
  ];
  for (const [text, ...to] of meant) {
    it(`in ${JSON.stringify(text)} are ${to.length}`, () => {
      expect(contactsMeant(text).map((contact) => contact.to)).to.deep.equal(to);
    });
  }

  it("are four at most", () => {
    const many = Array.from({ length: 9 }, (_, index) => `1380000000${index}`).join(" ");
    expect(contactsMeant(many)).to.have.length(4);
  });
});

describe("a contact that stands in a text", () => {
  const found: readonly (readonly [text: string, stretch: string, to: string])[] = [
    ["电话138\u200b0000\u200b0001。", "138\u200b0000\u200b0001", "+8613800000001"],
    ["𠮷１３８・００００・０００１𠮷", "１３８・００００・０００１", "+8613800000001"],
    ["138_0000_0001", "138_0000_0001", "+8613800000001"],
    ["138·0000·0001", "138·0000·0001", "+8613800000001"],
    ["138，0000，0001", "138，0000，0001", "+8613800000001"],
    ["to wei＠example．com!", "wei＠example．com", "wei@example.com"],
    ["at wei @ example.com", "wei @ example.com", "wei@example.com"],
    ["at wei(at)example.com", "wei(at)example.com", "wei@example.com"],
    ["at wei@example!", "wei@example", "wei@example"],
    ["（张伟@例子.公司）", "张伟@例子.公司", "张伟@例子.公司"],
  ];
  for (const [text, stretch, to] of found) {
    it(`is found where it stands in ${JSON.stringify(text)}`, () => {
      const [contact, ...more] = contactsInText(text);
      expect(more).to.deep.equal([]);
      expect(text.slice(contact?.start, contact?.end)).to.equal(stretch);
      expect(contact?.contact.to).to.equal(to);
    });
  }
});
