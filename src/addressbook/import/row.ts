import { readPlaces, type DepartmentPlace } from "../../domain/department.ts";
import { quoted, readUserid, tidyText } from "../../domain/member-rules.ts";
import { isRefusal, refusal, type Refusal } from "../../domain/return-codes.ts";
import { readTextField, textFields, type TextField } from "../members/fields.ts";
import type { CsvRecord } from "./csv/records.ts";
import type { Column, Header } from "./header.ts";
import { separatorIn } from "./separator.ts";

/** What an import makes of a blank cell: the value that is there stays, or goes. */
export type Blanks = "stay" | "clear";

/** What a row says of a member; what it leaves empty is not named, or "" when it is to go. */
export type StaffFields = Readonly<Partial<Record<TextField, string>>> & {
  readonly places: readonly DepartmentPlace[];
};

/** A row of an address book: what it says of whom, or why it is refused. */
export type StaffRow = {
  readonly line: number;
  /** The userid cell as people see it, cut to what can be one. */
  readonly written: string;
} & (
  | { readonly userid: string; readonly read: StaffFields | Refusal }
  | { readonly userid: undefined; readonly read: Refusal }
);

const longestShown = 64;

/** Reads a row; a row of empty cells is none. */
export function readRow(
  { line, cells }: CsvRecord,
  header: Header,
  blanks: Blanks,
): StaffRow | undefined {
  if (cells === undefined) {
    const facts = "a quote is not closed, or text follows it; in a cell, write a quote twice";
    return { line, written: "", userid: undefined, read: refusal("row-invalid", facts) };
  }
  if (cells.every(isBlank)) return undefined;
  const cellOf = (column: Column): string => textOf(cells[header.places[column] ?? -1] ?? "");
  const userid = readUserid(cellOf("userid"));
  const damage = refusalOfCells(cells, header);
  const clearing = blanks === "clear" ? columnsOf(header) : [];
  if (isRefusal(userid)) {
    const written = tidyText(cellOf("userid")).slice(0, longestShown);
    return { line, written, userid: undefined, read: damage ?? userid };
  }
  return { line, written: userid, userid, read: damage ?? readFields(cellOf, clearing) };
}

function readFields(
  cellOf: (column: Column) => string,
  clearing: readonly Column[],
): StaffFields | Refusal {
  const fields: Partial<Record<TextField, string>> = {};
  for (const name of textFields) {
    const value = readTextField(name, cellOf(name));
    if (isRefusal(value)) return value;
    if (value !== "" || clearing.includes(name)) fields[name] = value;
  }
  const places = readPlaces(cellOf("department"));
  if (isRefusal(places)) return places;
  const isToRoot = places.length === 0 && clearing.includes("department");
  return { ...fields, places: isToRoot ? [{ path: [] }] : places };
}

function columnsOf({ places }: Header): readonly Column[] {
  return (["department", ...textFields] as const).filter((column) => column in places);
}

function isBlank(text: string): boolean {
  return text === "" || tidyText(text) === "";
}

/** Takes off what spreadsheets and careful exports put before text that looks like a number. */
function textOf(cell: string): string {
  const text = cell.trim();
  const formula = /^="(.*)"$/s.exec(text)?.[1];
  return formula ?? text.replace(/^'(?=[=+\-@\d])/, "");
}

function refusalOfCells(cells: readonly string[], { width }: Header): Refusal | undefined {
  const damaged = cells.find((cell) => /[\uFFFD\p{Surrogate}]/u.test(cell));
  if (damaged !== undefined) {
    const facts = `${quoted(tidyText(damaged))} has bytes that are no characters; write it again`;
    return refusal("row-invalid", facts);
  }
  const [only = ""] = cells;
  const parted =
    cells.length < Math.min(width, 2) ? separatorIn([only], (part) => part !== "") : undefined;
  if (parted !== undefined) {
    const facts = `its cells are separated by ${parted}; write commas`;
    return refusal("row-invalid", facts);
  }
  const beyond = cells.slice(width).find((cell) => !isBlank(cell));
  if (beyond === undefined) return undefined;
  const facts = `${cells.length} cells, ${width} columns; a cell with a comma in it needs quotes`;
  return refusal("row-invalid", facts);
}
