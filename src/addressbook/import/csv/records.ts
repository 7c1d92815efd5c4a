import { cellsOf } from "./cells.ts";
import type { TextFile } from "./encoding.ts";
import { linesOf } from "./lines.ts";

/** A record of a CSV file and the line in which it begins; its text when it is malformed. */
export type CsvRecord = { readonly line: number } & (
  | { readonly cells: readonly string[]; readonly text?: undefined }
  | { readonly cells: undefined; readonly text: string }
);

/** Some records that follow each other, and how much of the file has been read. */
export type CsvRecords = { readonly records: readonly CsvRecord[]; readonly bytes: number };

const mostLines = 50;
const mostCharacters = 65_536;

/**
 * Reads a CSV file record by record. A quote that is not closed within 50 lines makes one malformed
 * record of its own line; the lines after it are read as if it were not there.
 */
export async function* recordsOf(file: TextFile): AsyncGenerator<CsvRecords> {
  const assembler = createAssembler();
  for await (const { lines, bytes } of linesOf(file)) {
    yield { records: lines.flatMap(assembler.take), bytes };
  }
  yield { records: assembler.end(), bytes: file.bytes };
}

function createAssembler() {
  let line = 0;
  // Lines of a record whose quote is still open; the first is number `line - held.length + 1`.
  let held: string[] = [];

  const giveUpFirst = (): readonly CsvRecord[] => {
    const [text = "", ...later] = held;
    line -= later.length;
    held = [];
    return [{ line, cells: undefined, text }, ...later.flatMap(take)];
  };
  const take = (text: string): readonly CsvRecord[] => {
    line += 1;
    if (held.length > 0 && !text.includes('"') && held.length + 1 < mostLines) {
      held.push(text);
      return [];
    }
    held.push(text);
    const whole = held.join("\n");
    const cells = whole.length > mostCharacters ? "torn" : cellsOf(whole);
    if (cells === "torn" || (cells === "open" && held.length >= mostLines)) return giveUpFirst();
    if (cells === "open") return [];
    const first = line - held.length + 1;
    held = [];
    return [{ line: first, cells }];
  };
  const end = (): readonly CsvRecord[] => {
    const found: CsvRecord[] = [];
    while (held.length > 0) found.push(...giveUpFirst());
    return found;
  };
  return { take, end };
}
