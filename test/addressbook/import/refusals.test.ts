import { expect } from "chai";
import { csv, expectSound, openBook, type Book } from "./book.ts";

const li = {
  userid: "Li.Si",
  name: "李四",
  department: [1],
  mobile: "+8613900000001",
  email: "li@example.com",
  weixinid: "Li_Si",
  enabled: true,
  boundTo: "oLi",
};
const a65 = "a".repeat(65);
const zhang65 = "张".repeat(65);

const cases: readonly {
  readonly because: string;
  readonly row: string;
  readonly code: number;
  readonly says: RegExp;
}[] = [
  { because: "no userid", row: ",张三,,,13800000001,,", code: 302001, says: /^userid is empty$/ },
  {
    because: "a Chinese userid",
    row: "张三,张三,,,13800000001,,",
    code: 40003,
    says: /^invalid userid: "张三"/,
  },
  {
    because: "a userid that begins with _",
    row: "_a,张三,,,13800000001,,",
    code: 40003,
    says: /first$/,
  },
  {
    because: "65 characters of userid",
    row: `${a65},张三,,,13800000001,,`,
    code: 40003,
    says: /65 characters, 64/,
  },
  {
    because: "no name",
    row: "a,,,,13800000001,,",
    code: 60112,
    says: /^invalid name: it is empty$/,
  },
  {
    because: "65 characters of name",
    row: `a,${zhang65},,,13800000001,,`,
    code: 60112,
    says: /65 characters, 64/,
  },
  {
    because: "65 characters of position",
    row: `a,张三,,${zhang65},13800000001,,`,
    code: 60131,
    says: /^invalid position/,
  },
  {
    because: "a number that a spreadsheet wrote",
    row: "a,张三,,,1.38E+10,,",
    code: 60103,
    says: /^invalid mobile: "1\.38E\+10" is what a spreadsheet made .* as text/,
  },
  {
    because: "another such number",
    row: "a,张三,,,1.38001E+10,,",
    code: 60103,
    says: /spreadsheet/,
  },
  {
    because: "a number with decimals",
    row: "a,张三,,,13800000001.0,,",
    code: 60103,
    says: /decimals/,
  },
  {
    because: "two numbers in a cell",
    row: "a,张三,,,13800000001/13900000002,,",
    code: 60103,
    says: /two numbers/,
  },
  {
    because: "two numbers and a space",
    row: "a,张三,,,13800000001 13900000002,,",
    code: 60103,
    says: /two numbers/,
  },
  {
    because: "full-width commas between its cells",
    row: "a，张三，，，13800000001",
    code: 60128,
    says: /separated by full-width commas \(，\); write commas/,
  },
  {
    because: "semicolons between its cells",
    row: "a;张三;;;13800000001",
    code: 60128,
    says: /separated by semicolons; write commas/,
  },
  {
    because: "a landline for a mobile",
    row: "a,张三,,,010-88886666,,",
    code: 60103,
    says: /is a landline; a code can only reach a mobile/,
  },
  {
    because: "a digit too few",
    row: "a,张三,,,1380000000,,",
    code: 60103,
    says: /has 10 digits, a Chinese mobile has 11/,
  },
  {
    because: "a digit too many",
    row: "a,张三,,,138000000012,,",
    code: 60103,
    says: /has 12 digits, a Chinese mobile has 11/,
  },
  {
    because: "a word for a number",
    row: "a,张三,,,无,,",
    code: 60103,
    says: /"无" is not a phone number/,
  },
  {
    because: "an e-mail for a number",
    row: "a,张三,,,a@example.com,,",
    code: 60103,
    says: /belongs under email/,
  },
  {
    because: "a number that li has",
    row: "a,张三,,,139 0000 0001,,",
    code: 60104,
    says: /^mobile existed:Li\.Si; 13900000001 is registered for 李四$/,
  },
  {
    because: "no address",
    row: "a,张三,,,,nobody,",
    code: 60105,
    says: /^invalid email: "nobody" is not/,
  },
  {
    because: "two addresses",
    row: "a,张三,,,,a@example.com;b@example.com,",
    code: 60105,
    says: /two addresses/,
  },
  {
    because: "a name around the address",
    row: "a,张三,,,,Zhang <a@example.com>,",
    code: 60105,
    says: /bare address/,
  },
  {
    because: "an address of more than 64",
    row: `a,张三,,,,${a65}@example.com,`,
    code: 60105,
    says: /64 characters/,
  },
  {
    because: "an address that li has",
    row: "a,张三,,,,LI@Example.com,",
    code: 60106,
    says: /^email existed:Li\.Si; li@example\.com/,
  },
  {
    because: "a nickname",
    row: "a,张三,,,,,快乐的小张",
    code: 60107,
    says: /^invalid weixinid: .*nickname/,
  },
  { because: "a WeChat ID of two", row: "a,张三,,,,,ab", code: 60107, says: /3 to 20/ },
  {
    because: "a WeChat ID that begins with a digit",
    row: "a,张三,,,,,1abc",
    code: 60107,
    says: /a letter first/,
  },
  {
    because: "a WeChat ID that li has",
    row: "a,张三,,,,,LI_SI",
    code: 60108,
    says: /^weixinid existed:Li\.Si;/,
  },
  {
    because: "21 departments",
    row: `a,张三,${Array.from({ length: 21 }, (_, at) => `部${at}`).join(";")},,13800000001,,`,
    code: 60110,
    says: /21, 20 at most/,
  },
  {
    because: "no WeChat ID, phone or e-mail",
    row: "a,张三,,,,,",
    code: 60113,
    says: /^mobile\/email\/weixin must not be all empty$/,
  },
  {
    because: "another WeChat ID for a follower",
    row: "li.si,,,,,,other_li",
    code: 60115,
    says: /unbind/,
  },
  {
    because: "a department id that is none",
    row: "a,张三,77,,13800000001,,",
    code: 60003,
    says: /^department not found: .*77/,
  },
  {
    because: "65 characters of department",
    row: `a,张三,${zhang65},,13800000001,,`,
    code: 60001,
    says: /65 characters, 64/,
  },
  {
    because: "a gap in the path",
    row: "a,张三,研发部//前端,,13800000001,,",
    code: 60001,
    says: /empty/,
  },
  {
    because: "a colon in a department",
    row: "a,张三,研发:部,,13800000001,,",
    code: 60009,
    says: /"研发:部" has a : in it/,
  },
  {
    because: "eleven levels",
    row: "a,张三,1层/2/3/4/5/6/7/8/9/10,,13800000001,,",
    code: 60002,
    says: /11 levels with the root, 10/,
  },
  {
    because: "a cell too many",
    row: "a,张三,,经理,主管,13800000001,,,x",
    code: 60128,
    says: /9 cells, 7 columns.*needs quotes/,
  },
  {
    because: "damaged text",
    row: "a,张\uFFFD,,,13800000001,,",
    code: 60128,
    says: /"张\uFFFD" has bytes that are no characters/,
  },
  { because: "text after a quote", row: 'a,"张"三,,,13800000001,,', code: 60128, says: /quote/ },
];

describe("a row is refused by name", () => {
  let book: Book;
  before(async () => {
    book = await openBook();
    await book.take(csv("Li.Si,李四,,,13900000001,li@example.com,Li_Si"));
    await book.seat(li);
  });
  after(() => book.close());

  for (const { because, row, code, says } of cases) {
    it(`with ${code} for ${because}, and the row after it is kept`, async () => {
      const good = `ok.${cases.findIndex((each) => each.row === row)}`;
      const { bad, refused, added } = await book.take(
        csv(row, `${good},王五,,,,${good}@example.com,`),
      );
      expect(bad.map(({ line, errcode }) => ({ line, errcode }))).to.deep.equal([
        { line: 2, errcode: code },
      ]);
      expect(bad[0]?.errmsg).to.match(says);
      expect({ refused, added }).to.deep.equal({ refused: 1, added: 1 });
      expect(await book.member("a")).to.equal(undefined);
      expect(await book.member("li.si")).to.deep.include(li);
    });
  }

  it("with 302003 for a userid that stands further up, whatever its case", async () => {
    const { bad } = await book.take(
      csv("twice.a,张三,,,,twice@example.com,", "TWICE.A,张三,,,,other@example.com,"),
    );
    expect(bad).to.deep.equal([
      {
        line: 3,
        userid: "TWICE.A",
        errcode: 302003,
        errmsg: "duplicate userid: TWICE.A stands in line 2 already",
      },
    ]);
  });

  it("with 302003 also when the row further up was refused", async () => {
    const { bad } = await book.take(
      csv("twice.b,张三,,,1,,", "twice.b,张三,,,,twiceb@example.com,"),
    );
    expect(bad.map(({ errcode }) => errcode)).to.deep.equal([60103, 302003]);
  });

  it("and leaves no department behind", async () => {
    const kept = await book.dump();
    expect([...kept.keys()].filter((key) => key.startsWith("departments/"))).to.deep.equal([]);
  });

  it("and the book stays sound", () => expectSound(book));
});
