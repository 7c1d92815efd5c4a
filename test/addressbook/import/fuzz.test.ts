import { expect } from "chai";
import fc from "fast-check";
import iconv from "iconv-lite";
import { BadInputError } from "../../../src/domain/bad-input.ts";
import { importStaff } from "../../../src/addressbook/import/import-staff.ts";
import { scaled } from "../../support/sizes.ts";
import { expectSound, openBook, type Book } from "./book.ts";

const header = "userid,name,department,position,mobile,email,weixinid\n";
const perFile = Math.ceil(scaled(100_000) / 5);
const rowsInAll = perFile * 5;

/** Cells that are nearly right, and some that are not at all. */
const cellsOf = {
  userid: fc.oneof(
    fc.nat(4_000).map((at) => `u${at}`),
    fc.nat(4_000).map((at) => `U${at}`),
    fc.constantFrom("", "张三", "_a", "a".repeat(65), "__proto__", "constructor", "a b"),
  ),
  name: fc.constantFrom(
    "张伟",
    "",
    "李\u200b四",
    "a".repeat(64),
    "𠮷".repeat(65),
    "=cmd|'/c calc'!A1",
    "\u0000",
    "\u202e",
  ),
  department: fc.oneof(
    fc.nat(60).map((at) => `部门${at}`),
    fc.nat(60).map((at) => `部门${at}/组`),
    fc.constantFrom(
      "",
      "1",
      "2",
      "99999999999999999999",
      "a/b/c/d/e/f/g/h/i/j",
      "/",
      "//",
      ";;",
      "a:b",
      "\\",
      "..",
      "部门1;部门2;组",
    ),
  ),
  position: fc.constantFrom("", "工程师", "经".repeat(65)),
  mobile: fc.oneof(
    fc.nat(5_000).map((at) => String(13_800_000_000 + at)),
    fc.constantFrom(
      "",
      "1.38E+10",
      "138",
      "+1 212 555 0100",
      "13800000001;13800000002",
      "﷽",
      "١٣٨",
    ),
  ),
  email: fc.oneof(
    fc.nat(5_000).map((at) => `m${at}@example.com`),
    fc.constantFrom("", "@", "a@b", "A@EXAMPLE.COM\r\nRCPT TO:<x>", "a,b@example.com"),
  ),
  weixinid: fc.oneof(
    fc.nat(5_000).map((at) => `wx_${at}`),
    fc.constantFrom("", "1a", "微信"),
  ),
};
const nearlyRight = fc.record(cellsOf).map((row) =>
  Object.values(row)
    .map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
    .join(","),
);
const wild = fc.string({
  unit: fc.constantFrom(
    "a",
    "1",
    ",",
    '"',
    "\t",
    ";",
    "/",
    "张",
    "\u0000",
    "\uFFFD",
    "\r",
    "@",
    " ",
  ),
  maxLength: 40,
});
const row = fc.oneof({ weight: 9, arbitrary: nearlyRight }, { weight: 1, arbitrary: wild });

describe("an address book of anything", () => {
  let book: Book;
  before(async () => {
    book = await openBook();
  });
  after(() => book.close());

  it(`is read to its end: ${rowsInAll} random rows, every one settled, the book sound`, async function () {
    this.timeout(180_000);
    for (let files = 0; files < rowsInAll / perFile; files += 1) {
      const rows = fc.sample(row, { numRuns: perFile, seed: 7 + files });
      const text = header + rows.join("\n") + "\n";
      const content = files % 2 === 0 ? Buffer.from(text) : iconv.encode(text, "gb18030");
      const lines: number[] = [];
      const settled = { added: 0, updated: 0, unchanged: 0, refused: 0 };
      const path = book.file(content);
      const { rows: count, ...summary } = await importStaff(book.store, path, {
        settled: ({ line, did }) => {
          lines.push(line);
          settled[did] += 1;
        },
      });
      expect(summary).to.deep.equal(settled);
      expect(lines.length)
        .to.equal(count)
        .and.to.be.greaterThan(perFile * 0.85);
      expect(lines.every((line, at) => at === 0 || line > (lines[at - 1] ?? 0))).to.equal(true);
      expect(summary.added + summary.updated + summary.unchanged).to.be.greaterThan(0);
    }
    await expectSound(book);
  });

  it("is read or refused in one line, whatever the bytes", async function () {
    this.timeout(60_000);
    const bytes = fc.uint8Array({ maxLength: 400 }).map((array) => Buffer.from(array));
    const headed = bytes.map((tail) => Buffer.concat([Buffer.from(header), tail]));
    await fc.assert(
      fc.asyncProperty(fc.oneof(bytes, headed), async (content) => {
        try {
          await importStaff(book.store, book.file(content));
        } catch (error) {
          expect(error).to.be.instanceOf(BadInputError);
          expect(error).to.have.property("message").that.does.not.include("\n");
        }
      }),
      { numRuns: Math.max(50, scaled(400)) },
    );
    await expectSound(book);
  });
});
