import { BadInputError } from "../../domain/bad-input.ts";
import { recordsOf } from "./csv/records.ts";
import { inspectText, type TextFile } from "./csv/encoding.ts";
import { readHeader, type Header } from "./header.ts";
import { readRow, type StaffRow } from "./row.ts";

/** An address book as a file: its header has been read, its rows can be. */
export type StaffFile = TextFile & {
  readonly header: Header;
  /** Reads the rows, as many at a time as the disk gives. */
  rows(): AsyncGenerator<StaffRows>;
};

/** Some rows that follow each other, and how much of the file has been read. */
export type StaffRows = { readonly rows: readonly StaffRow[]; readonly bytes: number };

/** Opens an address book. Throws `BadInputError` with one line when it cannot be read as one. */
export async function openStaffFile(path: string): Promise<StaffFile> {
  const file = await inspectText(path);
  const { line, header } = await headerOf(file);
  return {
    ...file,
    header,
    async *rows() {
      for await (const { records, bytes } of recordsOf(file)) {
        const rows = records
          .filter((record) => record.line > line)
          .flatMap((record) => readRow(record, header) ?? []);
        yield { rows, bytes };
      }
    },
  };
}

/** The header is the first line that is not blank. */
async function headerOf(
  file: TextFile,
): Promise<{ readonly line: number; readonly header: Header }> {
  for await (const { records } of recordsOf(file)) {
    const first = records.find(({ cells }) => cells?.every((cell) => cell.trim() === "") !== true);
    if (first === undefined) continue;
    return { line: first.line, header: readHeader(first.cells, first.line) };
  }
  throw new BadInputError("the file is empty");
}
