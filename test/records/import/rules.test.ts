import { expect } from "chai";
import fc from "fast-check";
import { parseMobile } from "../../../src/domain/contact.ts";
import { readDepartmentName, readPlaces } from "../../../src/domain/department.ts";
import {
  readEmail,
  readMobile,
  readName,
  readPosition,
  readUserid,
  readWeixinid,
} from "../../../src/domain/member-rules.ts";
import { isRefusal, returnCodes } from "../../../src/domain/return-codes.ts";

type Reader = (text: string) => unknown;

describe("the rules of the address book", () => {
  const taken: readonly (readonly [string, Reader, string, string])[] = [
    ["a userid of one", readUserid, "a", "a"],
    ["a userid of 64", readUserid, "a".repeat(64), "a".repeat(64)],
    [
      "a userid that is an address",
      readUserid,
      "Zhang_Wei-1@example.com",
      "Zhang_Wei-1@example.com",
    ],
    ["a full-width userid", readUserid, "ｚｈａｎｇ", "zhang"],
    ["a name of 64 Chinese characters", readName, "张".repeat(64), "张".repeat(64)],
    ["a name of 64 rare ones", readName, "𠮷".repeat(64), "𠮷".repeat(64)],
    ["a name with what cannot be seen", readName, "\uFEFF 张\u200b 伟\u3000", "张 伟"],
    ["a name as it is written, not folded", readName, "ＡＢＣ（中）", "ＡＢＣ（中）"],
    ["a position of 64", readPosition, "经".repeat(64), "经".repeat(64)],
    ["a WeChat ID of 3", readWeixinid, "abc", "abc"],
    [
      "a WeChat ID of 20, in its own case",
      readWeixinid,
      `Wx_-${"a".repeat(16)}`,
      `Wx_-${"a".repeat(16)}`,
    ],
    ["a mobile with its country", readMobile, "+86 138-0000-0001", "+8613800000001"],
    ["a mobile of another country", readMobile, "+1 (212) 555-0100", "+12125550100"],
    ["a landline in Beijing", readMobile, "010-88886666", "+861088886666"],
    ["an e-mail in capitals", readEmail, " Wei@Example.COM ", "wei@example.com"],
    ["a department's name of 64", readDepartmentName, "部".repeat(64), "部".repeat(64)],
  ];
  for (const [what, read, text, value] of taken) {
    it(`take ${what}`, () => {
      expect(read(text)).to.equal(value);
    });
  }

  for (const character of '\\:*?"<>|') {
    it(`take no ${character} in a department's name`, () => {
      expect(readDepartmentName(`研发${character}部`)).to.include({ errcode: 60009 });
    });
  }

  for (const text of [
    "-a",
    ".a",
    "@a",
    "_a",
    "a b",
    "a/b",
    "a:b",
    "é",
    "a\u0301",
    "a".repeat(65),
  ]) {
    it(`take no ${JSON.stringify(text)} for a userid`, () => {
      expect(readUserid(text)).to.include({ errcode: 40003 });
    });
  }

  it("read places as ids and paths", () => {
    expect(readPlaces("2; 研发部 / 前端 ;/;；")).to.deep.equal([
      { id: 2 },
      { path: ["研发部", "前端"] },
      { path: [] },
    ]);
    expect(readPlaces(" ")).to.deep.equal([]);
  });

  it("read the usual mobile the short way as the long way does", () => {
    const usual = fc.tuple(
      fc.integer({ min: 3, max: 9 }),
      fc.integer({ min: 0, max: 999_999_999 }),
    );
    fc.assert(
      fc.property(usual, ([second, rest]) => {
        const text = `1${second}${String(rest).padStart(9, "0")}`;
        const read = readMobile(text);
        expect(isRefusal(read) ? undefined : read).to.equal(parseMobile(text)?.to);
      }),
      { numRuns: 2_000, examples: [[[7, 999_001_000]]] },
    );
  });

  it("answer any text with a value or a refusal of one line", () => {
    const readers = [readUserid, readName, readPosition, readWeixinid, readMobile, readEmail];
    const codes = new Set<number>(Object.values(returnCodes).map(({ errcode }) => errcode));
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 100 }), (text) => {
        for (const read of [...readers, readPlaces, readDepartmentName]) {
          const answer = read(text);
          if (!isRefusal(answer)) continue;
          expect(codes.has(answer.errcode)).to.equal(true);
          expect(answer.errmsg).to.not.match(/\n/);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it("have a code of their own for each way to be refused", () => {
    const codes = Object.values(returnCodes).map(({ errcode }) => errcode);
    expect(new Set(codes).size).to.equal(codes.length);
  });
});
