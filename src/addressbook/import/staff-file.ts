import { recordsOf, type CsvRecord } from "./csv/records.ts";
import { inspectText, type TextFile } from "./csv/encoding.ts";
import { findHeader, type Header } from "./header.ts";
import { readRow, type Blanks, type StaffRow } from "./row.ts";

/** An address book as a file: its header has been read, its rows can be. */
export type StaffFile = TextFile & {
  readonly header: Header;
  /** Reads the rows, as many at a time as the disk gives. */
  rows(): AsyncGenerator<StaffRows>;
};

/** Some rows that follow each other, and how much of the file has been read. */
export type StaffRows = { readonly rows: readonly StaffRow[]; readonly bytes: number };

/** A header below more notes than this is none. */
const searchedRecords = 20;

/** Opens an address book. Throws `BadInputError` with one line when it cannot be read as one. */
export async function openStaffFile(path: string, blanks: Blanks = "stay"): Promise<StaffFile> {
  const file = await inspectText(path);
  const { line, header } = findHeader(await firstOf(file));
  return {
    ...file,
    header,
    async *rows() {
      for await (const { records, bytes } of recordsOf(file)) {
        const rows = records
          .filter((record) => record.line > line)
          .flatMap((record) => readRow(record, header, blanks) ?? []);
        yield { rows, bytes };
      }
    },
  };
}

async function firstOf(file: TextFile): Promise<readonly CsvRecord[]> {
  const first: CsvRecord[] = [];
  for await (const { records } of recordsOf(file)) {
    const written = records.filter(
      ({ cells }) => cells?.every((cell) => cell.trim() === "") !== true,
    );
    first.push(...written.slice(0, searchedRecords - first.length));
    if (first.length >= searchedRecords) break;
  }
  return first;
}
