import { expect } from "chai";
import fc from "fast-check";
import { BadInputError } from "../../../src/domain/bad-input.ts";
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
import { readSeed } from "../../../src/simulator/seed.ts";
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

  const phones: readonly (readonly [string, string])[] = [
    ["19212345678", "+8619212345678"],
    ["19512345678", "+8619512345678"],
    ["19912345678", "+8619912345678"],
    ["17012345678", "+8617012345678"],
    ["16612345678", "+8616612345678"],
    ["0086 138 0000 0001", "+8613800000001"],
    ["+852 6123 4567", "+85261234567"],
    ["+852 9123 4567", "+85291234567"],
    ["+853 6123 4567", "+85361234567"],
    ["+886 912 345 678", "+886912345678"],
    ["+886-0912345678", "+886912345678"],
    ["+1 (212) 555-0100", "+12125550100"],
    ["+44 7400 123456", "+447400123456"],
    ["+65 9123 4567", "+6591234567"],
    ["+81 90-1234-5678", "+819012345678"],
  ];
  const noPhones: readonly (readonly [string, RegExp])[] = [
    ["11111111111", /is not a Chinese mobile/],
    ["00000000000", /is not a Chinese mobile/],
    ["12345678901", /11 digits from 13 to 19/],
    ["1234567", /is not a Chinese mobile/],
    ["91234567", /a number abroad begins with \+ and its country/],
    ["17999001000", /is not a Chinese mobile/],
    ["400-800-8888", /is a service number/],
    ["8008208820", /is a service number/],
    ["+1 800 555 0100", /is a service number/],
    ["+11111111111", /is not a number that its country gives out/],
    ["+85211111111", /is not a number that its country gives out/],
    ["010-88886666", /is a landline; a code can only reach a mobile/],
    ["010-12345678", /is a landline/],
    ["0755-8666 8888", /is a landline/],
    ["+86 21 6123 4567", /is a landline/],
    ["+852 2123 4567", /is a landline/],
    ["+49 30 1234567", /is a landline/],
  ];
  for (const [text, value] of phones) {
    it(`take ${text}, which a phone can have, in a file and in a seed`, () => {
      expect(readMobile(text)).to.equal(value);
      const { book } = readSeed({ members: [{ userid: "a", name: "甲", mobile: text }] });
      const kept = book.puts.find(({ key }) => key === "members/a")?.value;
      expect(kept).to.include({ mobile: value });
    });
  }
  for (const [text, says] of noPhones) {
    it(`take no ${text}, in a file or in a seed`, () => {
      expect(readMobile(text))
        .to.include({ errcode: 60103 })
        .and.have.property("errmsg")
        .match(says);
      expect(() => readSeed({ members: [{ userid: "a", name: "甲", mobile: text }] }))
        .to.throw(BadInputError, /^the seed cannot be read: members\.0\.mobile: 60103 /)
        .with.property("message")
        .that.matches(says);
    });
  }

  it("take every Chinese number from 13 to 19 but 179 as the chat reads it, and no other", () => {
    const numbers = fc.tuple(
      fc.integer({ min: 0, max: 99 }),
      fc.integer({ min: 0, max: 999_999_999 }),
    );
    fc.assert(
      fc.property(numbers, ([first, rest]) => {
        const text = `${String(first).padStart(2, "0")}${String(rest).padStart(9, "0")}`;
        const read = readMobile(text);
        if (!/^1[3-9]/.test(text) || text.startsWith("179")) {
          expect(isRefusal(read) || !read.startsWith("+861"), text).to.equal(true);
        } else expect(read).to.equal(parseMobile(text)?.to);
      }),
      { numRuns: 2_000, examples: [[[17, 999_001_000]], [[19, 212_345_678]]] },
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
