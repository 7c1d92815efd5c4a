import { BadInputError } from "../../domain/bad-input.ts";
import { plainText } from "../../domain/contact.ts";
import { quoted, tidyText } from "../../domain/member-rules.ts";
import type { CsvRecord } from "./csv/records.ts";
import { separatorIn } from "./separator.ts";

const columns = [
  "userid",
  "name",
  "department",
  "position",
  "mobile",
  "email",
  "weixinid",
] as const;

/** What a column may hold. */
export type Column = (typeof columns)[number];

/** Which cell holds what; the columns that nobody here knows are passed over. */
export type Header = {
  readonly places: Readonly<Partial<Record<Column, number>>>;
  readonly width: number;
  readonly ignored: readonly string[];
};

/** By which names a column is known: the API's, those of the platform's own template, variants. */
export const columnNames: Readonly<Record<Column, readonly string[]>> = {
  userid: ["userid", "user id", "user_id", "帐号", "账号", "成员帐号", "成员账号", "用户名"],
  name: ["name", "姓名", "名字", "成员姓名", "成员名称"],
  department: ["department", "departments", "所在部门", "部门", "所属部门", "部门名称"],
  position: ["position", "title", "职位", "职务", "岗位"],
  mobile: ["mobile", "phone", "手机号", "手机", "手机号码", "移动电话", "联系电话"],
  email: [
    "email",
    "e-mail",
    "mail",
    "邮箱",
    "电子邮箱",
    "邮箱地址",
    "邮件",
    "电子邮件",
    "个人邮箱",
  ],
  weixinid: [
    "weixinid",
    "wechat id",
    "wechatid",
    "wechat",
    "微信号",
    "微信",
    "微信帐号",
    "微信账号",
  ],
};

/** Names that stand for a column where no better one does. */
export const secondNames: Readonly<Partial<Record<Column, readonly string[]>>> = {
  email: ["企业邮箱"],
};

const longestShown = 64;
const required: readonly Column[] = ["userid", "name"];
const columnOf = columnsByName(columnNames);
const secondColumnOf = columnsByName(secondNames);
const mark = /^\s*sep=.?\s*$/i;

/**
 * Finds the header among the first records of an address book: below lines of notes and the mark
 * `sep=,`. Throws `BadInputError` with one line for what it lacks.
 */
export function findHeader(records: readonly CsvRecord[]): {
  readonly line: number;
  readonly header: Header;
} {
  const written = records.filter(({ cells }) => cells === undefined || !isNothing(cells));
  const [first] = written;
  if (first === undefined) throw new BadInputError("the file is empty");
  const known = written.map((record) => ({ record, count: knownIn(record.cells ?? []) }));
  const isWhole = ({ record: { cells = [] } }: (typeof known)[number]): boolean => {
    const found = new Set(cells.map(columnOfCell));
    return required.every((column) => found.has(column));
  };
  const [best] = [...known].sort((one, other) => other.count - one.count);
  const chosen = known.find(isWhole) ?? (best?.count === 0 ? undefined : best);
  const torn = written.find((record) => separatorOf(record) !== undefined);
  if (chosen === undefined || (torn !== undefined && !isWhole(chosen))) {
    throw new BadInputError(noHeader(torn ?? first));
  }
  const { line, cells = [] } = chosen.record;
  return { line, header: readHeader(cells, line) };
}

function readHeader(cells: readonly string[], line: number): Header {
  const written = cells.map(nameOf);
  const found = new Map<Column, number>();
  for (const [at, name] of written.entries()) {
    const column = columnOf.get(folded(name));
    if (column === undefined) continue;
    const before = found.get(column);
    if (before !== undefined) {
      const twice = `${quoted(written[before] ?? "")} and ${quoted(name)}`;
      throw new BadInputError(`line ${line}: two columns for ${column}: ${twice}; keep one`);
    }
    found.set(column, at);
  }
  for (const [at, name] of written.entries()) {
    const column = secondColumnOf.get(folded(name));
    if (column !== undefined && !found.has(column)) found.set(column, at);
  }
  const missing = required.filter((column) => !found.has(column));
  if (missing.length > 0) {
    const called = missing.map(
      (column) => `${column} (${columnNames[column].slice(1, 5).join(", ")} …)`,
    );
    throw new BadInputError(`line ${line}: the header has no column ${called.join(" and ")}`);
  }
  const places = new Set(found.values());
  const ignored = written.filter((name, at) => name !== "" && !places.has(at));
  return { places: Object.fromEntries(found), width: cells.length, ignored };
}

function columnsByName(
  names: Readonly<Partial<Record<Column, readonly string[]>>>,
): ReadonlyMap<string, Column> {
  return new Map(
    columns.flatMap((column) => (names[column] ?? []).map((name) => [name, column] as const)),
  );
}

function isNothing(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === "") || mark.test(cells.join(","));
}

function nameOf(cell: string): string {
  return tidyText(plainText(cell)).slice(0, longestShown);
}

function columnOfCell(cell: string): Column | undefined {
  return columnOf.get(folded(nameOf(cell)));
}

function knownIn(cells: readonly string[]): number {
  return cells.filter((cell) => columnOfCell(cell) !== undefined).length;
}

/** What parts the columns of a would-be header, when it is no comma. */
function separatorOf(record: CsvRecord): string | undefined {
  return separatorIn(record.cells ?? [record.text], (cell) => columnOfCell(cell) !== undefined);
}

/** `姓名*` and `帐号（必填）` are names too. */
function folded(name: string): string {
  return name
    .toLowerCase()
    .replace(/\([^)]*\)$/, "")
    .replace(/\*/g, "")
    .trim();
}

function noHeader(record: CsvRecord): string {
  const separator = separatorOf(record);
  const at = `line ${record.line}: `;
  if (separator !== undefined) {
    return `${at}the columns are separated by ${separator}; save the file with commas`;
  }
  return `${at}there is no header here; the first line names the columns: ${columns.join(",")}`;
}
