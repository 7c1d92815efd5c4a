import { expect } from "chai";
import iconv from "iconv-lite";
import { BadInputError } from "../../../src/domain/bad-input.ts";
import { inspectText } from "../../../src/addressbook/import/csv/encoding.ts";
import { importStaff } from "../../../src/addressbook/import/import-staff.ts";
import { csv, openBook, type Book } from "./book.ts";

const text = csv(
  "zhang.wei,张伟,研发部/前端,工程师,13800000001,,",
  "rare,㐀𠮷😀,市场部,,,rare@example.com,",
);

describe("the encoding of an address book", () => {
  let book: Book;
  beforeEach(async () => {
    book = await openBook();
  });
  afterEach(() => book.close());

  const readable: readonly (readonly [string, Buffer, string])[] = [
    ["UTF-8", Buffer.from(text), "UTF-8"],
    ["UTF-8 with a BOM", Buffer.from(`\uFEFF${text}`), "UTF-8"],
    ["GB18030, also characters that GBK lacks", iconv.encode(text, "gb18030"), "GB18030"],
    ["UTF-8 with CRLF", Buffer.from(text.replaceAll("\n", "\r\n")), "UTF-8"],
    ["GB18030 with CRLF", iconv.encode(text.replaceAll("\n", "\r\n"), "gb18030"), "GB18030"],
    ["UTF-8 with CR alone", Buffer.from(text.replaceAll("\n", "\r")), "UTF-8"],
    ["UTF-8 without an end of the last line", Buffer.from(text.trimEnd()), "UTF-8"],
    ["UTF-8 after blank lines", Buffer.from(`\n  \n${text}`), "UTF-8"],
  ];
  for (const [name, content, encoding] of readable) {
    it(`may be ${name}`, async () => {
      expect(await inspectText(book.file(content))).to.include({ encoding, bytes: content.length });
      expect(await book.take(content)).to.include({ added: 2, refused: 0 });
      expect(await book.member("zhang.wei")).to.include({ name: "张伟", position: "工程师" });
      expect(await book.member("rare")).to.include({ name: "㐀𠮷😀" });
    });
  }

  it("is found where the first Chinese character stands far down", async () => {
    const rows = Array.from(
      { length: 3_000 },
      (_, at) => `u${at},Name ${at},,,,u${at}@example.com,`,
    );
    const far = csv(...rows, "zhang.wei,张伟,,,13800000001,,");
    expect(await inspectText(book.file(iconv.encode(far, "gb18030")))).to.include({
      encoding: "GB18030",
    });
    expect(await inspectText(book.file(far))).to.include({ encoding: "UTF-8" });
  });

  it("is right also when a character lies across two pieces of the file", async () => {
    const pads = Array.from({ length: 4 }, (_, at) => "x".repeat(at));
    for (const pad of pads) {
      const rows = Array.from({ length: 900 }, (_, at) =>
        `u${at}${pad},张伟${pad},,,,u${at}@example.com,`.padEnd(100, "丽"),
      );
      const expected = rows.filter((row) => row.endsWith("丽")).length;
      expect(expected).to.equal(900);
      const [utf8, gb] = [Buffer.from(csv(...rows)), iconv.encode(csv(...rows), "gb18030")];
      expect(utf8.length).to.be.greaterThan(65_536 * 2);
      for (const content of [utf8, gb]) {
        const damaged: string[] = [];
        await importStaff(book.store, book.file(content), {
          settled: (outcome) => {
            if (outcome.did === "refused" && outcome.errcode === 60128)
              damaged.push(outcome.errmsg);
          },
        });
        expect(damaged).to.deep.equal([]);
      }
    }
  });

  it("stays UTF-8 when one byte among many is broken, and only that row is refused", async () => {
    const rows = Array.from({ length: 20 }, (_, at) => `u${at},张伟丽,,,,u${at}@example.com,`);
    const whole = Buffer.from(csv(...rows));
    const broken = whole.indexOf(Buffer.from("u15,")) + 5;
    whole[broken] = 0x41;
    const { bad, added } = await book.take(whole);
    expect(added).to.equal(19);
    expect(bad.map(({ line, userid, errcode }) => ({ line, userid, errcode }))).to.deep.equal([
      { line: 17, userid: "u15", errcode: 60128 },
    ]);
  });

  it("refuses only the row whose bytes are no GB18030 either", async () => {
    const whole = iconv.encode(
      csv("a,张伟,,,,a@example.com,", "b,李四,,,,b@example.com,"),
      "gb18030",
    );
    whole[whole.indexOf("a,") + 2] = 0xff;
    const { bad, added } = await book.take(whole);
    expect({ added, bad: bad.map(({ userid, errcode }) => `${userid} ${errcode}`) }).to.deep.equal({
      added: 1,
      bad: ["a 60128"],
    });
  });

  const unreadable: readonly (readonly [string, Buffer, RegExp])[] = [
    ["an empty file", Buffer.alloc(0), /^the file is empty/],
    ["a file of blank lines", Buffer.from("\uFEFF\n \r\n"), /^the file is empty/],
    ["an .xlsx workbook", Buffer.from("PK\x03\x04\x14\0\x06\0"), /\.xlsx.*save it as CSV/],
    ["an .xls workbook", Buffer.from("d0cf11e0a1b11ae1", "hex"), /\.xls\).*save it as CSV/],
    ["UTF-16 with a BOM", Buffer.from(`\uFEFF${text}`, "utf16le"), /UTF-16.*save it as CSV/],
    ["UTF-16, the other way", Buffer.from(`\uFEFF${text}`, "utf16le").swap16(), /UTF-16/],
    ["UTF-16 without a BOM", Buffer.from(text.slice(0, 60), "utf16le"), /UTF-16/],
    ["a binary file", Buffer.from([1, 2, 3, 0, 200, 201, 202, 203]), /binary/],
    ["one endless line", Buffer.alloc(1_200_000, "a"), /a line of more than 1 MiB/],
  ];
  for (const [name, content, says] of unreadable) {
    it(`is no reason to read ${name}: one line says so`, async () => {
      const error = await book.take(content).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error).to.be.instanceOf(BadInputError);
      expect(error).to.have.property("message").that.matches(says).and.does.not.include("\n");
      expect([...(await book.dump()).keys()]).to.deep.equal([]);
    });
  }

  it("is no question for a file that is not there, or a folder", async () => {
    for (const path of ["/nowhere/staff.csv", book.folder]) {
      const error: unknown = await importStaff(book.store, path).catch((thrown: unknown) => thrown);
      expect(error)
        .to.be.instanceOf(BadInputError)
        .with.property("message")
        .that.matches(/^it cannot be read: E/);
    }
  });
});
