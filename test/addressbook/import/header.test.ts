import { expect } from "chai";
import { BadInputError } from "../../../src/domain/bad-input.ts";
import { importStaff } from "../../../src/addressbook/import/import-staff.ts";
import { openBook, type Book } from "./book.ts";

describe("the header of an address book", () => {
  let book: Book;
  beforeEach(async () => {
    book = await openBook();
  });
  afterEach(() => book.close());

  const zhang = {
    name: "张伟",
    mobile: "+8613800000001",
    email: "wei@example.com",
    weixinid: "wei_zhang",
    position: "工程师",
  };
  const understood: readonly (readonly [string, string])[] = [
    [
      "in its own order",
      "userid,name,department,position,mobile,email,weixinid\nzhang.wei,张伟,研发部,工程师,13800000001,wei@example.com,wei_zhang",
    ],
    [
      "in another order and in capitals",
      "EMail,Mobile,NAME,WeixinID,Position,UserID\nwei@example.com,13800000001,张伟,wei_zhang,工程师,zhang.wei",
    ],
    [
      "of the platform's template",
      "姓名,帐号,微信号,手机号,邮箱,所在部门,职位\n张伟,zhang.wei,wei_zhang,13800000001,wei@example.com,研发部,工程师",
    ],
    [
      "of the template, varied",
      "姓名*,账号（必填）,微信,手机,电子邮箱,部门,职务\n张伟,zhang.wei,wei_zhang,13800000001,wei@example.com,研发部,工程师",
    ],
    [
      "quoted, with spaces and full-width letters",
      '"ｕｓｅｒｉｄ", "Name" , "mobile","email","weixinid","position"\nzhang.wei,张伟,13800000001,wei@example.com,wei_zhang,工程师',
    ],
  ];
  const plain = understood[0]?.[1] ?? "";
  const work = "zhang.wei,张伟,13800000001,wei@example.com,wei_zhang,工程师";
  const more: typeof understood = [
    ["below sep=,", `sep=,\r\n${plain}`],
    ["below sep=, in capitals and a blank line", `\uFEFFSEP=,\n\n${plain}`],
    [
      "below lines of notes, as the platform's template has them",
      `"填写须知：\n1、不能增加、删除或修改字段；\n2、帐号，唯一的,不可重复",,,\n请从第五行开始,,\n${plain}`,
    ],
    ["below a note with a quote of its own", `say "hello", then begin\n${plain}`],
    [
      "with the personal e-mail, the business one beside it",
      `帐号,姓名,手机,个人邮箱,微信号,职位,企业邮箱\n${work},wei@corp.example.com`,
    ],
    [
      "with the business e-mail, where there is no other",
      `帐号,姓名,手机,企业邮箱,微信号,职位\n${work}`,
    ],
  ];
  for (const [how, content] of [...understood, ...more]) {
    it(`is understood ${how}`, async () => {
      expect(await book.take(content)).to.include({ added: 1, refused: 0 });
      expect(await book.member("zhang.wei")).to.deep.include(zhang);
    });
  }

  it("may name columns that are passed over, and tells which", async () => {
    const ignored: string[] = [];
    const path = book.file(
      "userid,性别,name,tel,email,状态,激活状态,禁用,直属上级,企业邮箱,\na,男,甲,8001,a@example.com,,,,b,c@example.com,\n",
    );
    const summary = await importStaff(book.store, path, {
      began: ({ header }) => void ignored.push(...header.ignored),
    });
    expect(summary).to.include({ added: 1 });
    expect(ignored).to.deep.equal([
      "性别",
      "tel",
      "状态",
      "激活状态",
      "禁用",
      "直属上级",
      "企业邮箱",
    ]);
  });

  const refused: readonly (readonly [string, string, RegExp])[] = [
    [
      "is missing",
      "zhang.wei,张伟,13800000001",
      /^line 1: there is no header here.*userid,name,department/,
    ],
    ["is missing below blank lines", "\n\nzhang.wei,张伟", /^line 3: there is no header/],
    ["has no userid", "name,mobile\n张伟,1", /^line 1: the header has no column userid \(user id/],
    ["has no name", "帐号,手机号\na,1", /no column name \(姓名/],
    [
      "names a column twice",
      "userid,name,mobile,手机\na,b,1,2",
      /^line 1: two columns for mobile: "mobile" and "手机"/,
    ],
    [
      "is separated by semicolons",
      "userid;name;mobile\na;b;1",
      /semicolons; save the file with commas/,
    ],
    ["is separated by tabs", "userid\tname\na\tb", /tabs; save the file with commas/],
    [
      "is separated by semicolons, in quotes",
      '"userid";"name"\n"a";"b"',
      /^line 1: .* semicolons; save/,
    ],
    ["is separated by tabs, in quotes", '"帐号"\t"姓名"\n"a"\t"b"', /^line 1: .* tabs; save/],
    ["is separated as sep=; says", "sep=;\nuserid;name\na;b", /^line 2: .* semicolons; save/],
    [
      "is separated by full-width commas",
      "userid，name，mobile\na，b，1",
      /full-width commas \(，\)/,
    ],
    ["has one full-width comma", "帐号，姓名,手机\na，b,1", /full-width commas \(，\)/],
    [
      "stands below more notes than anybody has",
      `${"note\n".repeat(20)}userid,name\na,b`,
      /^line 1: there is no header/,
    ],
    ["has an open quote", 'userid,"name,mobile\na,b,1', /^line 1: there is no header/],
  ];
  for (const [how, content, says] of refused) {
    it(`is refused in one line when it ${how}`, async () => {
      const error: unknown = await book.take(content).catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(BadInputError).with.property("message").that.matches(says);
    });
  }
});
