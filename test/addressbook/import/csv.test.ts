import { expect } from "chai";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { cellsOf } from "../../../src/addressbook/import/csv/cells.ts";
import { inspectText } from "../../../src/addressbook/import/csv/encoding.ts";
import { recordsOf, type CsvRecord } from "../../../src/addressbook/import/csv/records.ts";
import { csv, openBook, type Book } from "./book.ts";

describe("CSV", () => {
  let book: Book;
  before(async () => {
    book = await openBook();
  });
  after(() => book.close());

  const read = async (text: string): Promise<readonly CsvRecord[]> => {
    const found: CsvRecord[] = [];
    for await (const { records } of recordsOf(await inspectText(book.file(text))))
      found.push(...records);
    return found;
  };

  /** The lines in which whole records begin. */
  const linesRead = async (text: string): Promise<readonly number[]> =>
    (await read(text)).flatMap(({ line, cells }) => (cells === undefined ? [] : [line]));

  const cells: readonly (readonly [string, readonly string[] | "open" | "torn"])[] = [
    ["", [""]],
    ["a,b", ["a", "b"]],
    ["a,,", ["a", "", ""]],
    ['"a,b",c', ["a,b", "c"]],
    ['"a""b","",""""', ['a"b', "", '"']],
    [' "a" ,"b"\t,c', ["a", "b", "c"]],
    ['a"b,5" disk', ['a"b', '5" disk']],
    ['"a\nb",c', ["a\nb", "c"]],
    ['="138",b', ['="138"', "b"]],
    ['a,"b', "open"],
    ['a,"b""', "open"],
    ['"a"b,c', "torn"],
  ];
  for (const [text, expected] of cells) {
    it(`makes cells of ${JSON.stringify(text)}`, () => {
      expect(cellsOf(text)).to.deep.equal(expected);
    });
  }

  it("agrees with csv-parse on whatever is well-formed", async () => {
    const cell = fc.string({
      unit: fc.constantFrom("a", "张", ",", '"', " ", "\n", "\r\n", "1"),
      maxLength: 6,
    });
    const record = fc.array(cell, { minLength: 1, maxLength: 5 });
    const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
    const plain = (text: string): string => (/[",\r\n]/.test(text) ? quoted(text) : text);
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { minLength: 1, maxLength: 8 }),
        fc.constantFrom("\n", "\r\n"),
        fc.boolean(),
        async (records, end, all) => {
          const text =
            ["x", ...records.map((each) => each.map(all ? quoted : plain).join(","))].join(end) +
            end;
          const theirs: unknown = parse(text, {
            relax_column_count: true,
            record_delimiter: ["\r\n", "\n"],
          });
          const ours = (await read(text)).map((each) => each.cells?.map((one) => one));
          // A line break in a cell is one line break, however it is written.
          expect(ours).to.deep.equal(
            JSON.parse(JSON.stringify(theirs).replaceAll("\\r\\n", "\\n")),
          );
        },
      ),
      { numRuns: 400 },
    );
  });

  it("counts lines as an editor does, however they end and wherever they break", async () => {
    const text = 'a\n"b\r\nb",1\r\n\n"c\nc\nc"\rd\r\n';
    expect(await read(text)).to.deep.equal([
      { line: 1, cells: ["a"] },
      { line: 2, cells: ["b\nb", "1"] },
      { line: 4, cells: [""] },
      { line: 5, cells: ["c\nc\nc"] },
      { line: 8, cells: ["d"] },
    ]);
  });

  it("reads CRLF as one end also when it lies across two pieces of the file", async () => {
    for (const pad of [65_533, 65_534, 65_535, 65_536]) {
      const records = await read(`${"x".repeat(pad)}\r\nb\r\nc`);
      expect(records.slice(1)).to.deep.equal([
        { line: 2, cells: ["b"] },
        { line: 3, cells: ["c"] },
      ]);
    }
  });

  it("loses one line to a quote that is never closed, and reads all others", async () => {
    const later = Array.from({ length: 120 }, (_, at) => `u${at},员工,,,,u${at}@example.com,`);
    const { bad, added } = await book.take(csv('open,"张三,,,,open@example.com,', ...later));
    expect(bad.map(({ line, errcode }) => ({ line, errcode }))).to.deep.equal([
      { line: 2, errcode: 60128 },
    ]);
    expect(added).to.equal(120);
  });

  it("loses one line each to quotes that are never closed, also at the end", async () => {
    const { bad, added } = await book.take(
      csv(
        'v1,"张三,,,,v1@example.com,',
        "v2,李四,,,,v2@example.com,",
        'v3,"王五,,,,v3@example.com,',
        "v4,赵六,,,,v4@example.com,",
        'v5,"钱七',
      ),
    );
    expect(bad.map(({ line }) => line)).to.deep.equal([2, 4, 6]);
    expect(added).to.equal(2);
  });

  it("takes a cell for one that is never closed when it goes on beyond 50 lines", async () => {
    const text = `a\n"${"\n".repeat(49)}"\n"${"\n".repeat(50)}"\nb\n`;
    const found = (await read(text)).filter(({ cells }) => cells?.join("") !== "");
    expect(found.map(({ line, cells }) => [line, cells?.[0]?.length])).to.deep.equal([
      [1, 1],
      [2, 49],
      [52, undefined],
      [102, undefined],
      [103, 1],
    ]);
  });

  it("takes a record of 65,536 characters, and loses one that is longer and nothing else", async () => {
    const most = 65_536;
    const long = "x".repeat(most / 2);
    for (const [name, text, lines] of [
      ["in one line", `${long}${long}`, 1],
      ["with a quoted line break", `"${long.slice(3)}\n${long}"`, 2],
    ] as const) {
      expect(await linesRead(`a\n${text}\nb\n`), name).to.deep.equal([1, 2, 2 + lines]);
      const [, over, ...later] = await read(`a\n${text.replace("x", "xx")}\nb\n`);
      expect(over, name).to.include({ line: 2, cells: undefined });
      expect(later.at(-1), name).to.deep.equal({ line: 2 + lines, cells: ["b"] });
    }
  });

  it("takes line breaks in a cell for spaces", async () => {
    await book.take(csv('w1,"张三\n","研发部\n","高级\r\n工程师",13811110001,,'));
    expect(await book.member("w1")).to.include({ name: "张三", position: "高级 工程师" });
  });

  it("passes over rows of empty cells, and takes rows that end early", async () => {
    expect(await book.take(csv(",,,,,,", "", " , ,", "w2,张三,,,13811110002"))).to.include({
      rows: 1,
      added: 1,
    });
  });

  it("understands what spreadsheets put before numbers", async () => {
    const rows = csv(
      "w3,张三,,,'13811110003,,",
      'w4,张三,,,"=""13811110004""",,',
      "w5,张三,,,13811110005\t,,",
      "w6,张三,,,'+8613811110006,,",
    );
    expect(await book.take(rows)).to.include({ added: 4, refused: 0 });
    expect(await book.member("w6")).to.include({ mobile: "+8613811110006" });
  });
});
