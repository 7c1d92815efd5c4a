import { BadInputError } from "../../domain/bad-input.ts";
import { plainText } from "../../domain/contact.ts";
import { shown, tidyText } from "../../domain/member-rules.ts";

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

// The names of the API, those of the platform's own template, and how people vary both.
const names: Readonly<Record<Column, readonly string[]>> = {
  userid: ["userid", "user id", "user_id", "帐号", "账号", "成员帐号", "成员账号", "用户名"],
  name: ["name", "姓名", "名字", "成员姓名", "成员名称"],
  department: ["department", "departments", "所在部门", "部门", "所属部门", "部门名称"],
  position: ["position", "title", "职位", "职务", "岗位"],
  mobile: ["mobile", "phone", "手机号", "手机", "手机号码", "移动电话", "联系电话"],
  email: ["email", "e-mail", "mail", "邮箱", "电子邮箱", "邮箱地址", "邮件", "电子邮件"],
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

const longestShown = 64;
const required: readonly Column[] = ["userid", "name"];
const columnOf = new Map<string, Column>(
  columns.flatMap((column) => names[column].map((name) => [name, column] as const)),
);

/** Reads the header of an address book. Throws `BadInputError` with one line for what it lacks. */
export function readHeader(cells: readonly string[] | undefined, line: number): Header {
  if (cells === undefined) throw new BadInputError(`line ${line}: ${noHeader(["…"])}`);
  const written = cells.map((cell) => tidyText(plainText(cell)).slice(0, longestShown));
  const found = new Map<Column, number>();
  const ignored: string[] = [];
  for (const [at, name] of written.entries()) {
    const column = columnOf.get(folded(name));
    const before = column === undefined ? undefined : found.get(column);
    if (column !== undefined && before !== undefined) {
      const twice = `${shown(written[before] ?? "")} and ${shown(name)}`;
      throw new BadInputError(`line ${line}: two columns for ${column}: ${twice}; keep one`);
    }
    if (column !== undefined) found.set(column, at);
    else if (name !== "") ignored.push(name);
  }
  const missing = required.filter((column) => !found.has(column));
  if (found.size === 0) throw new BadInputError(`line ${line}: ${noHeader(cells)}`);
  if (missing.length > 0) {
    const called = missing.map((column) => `${column} (${names[column].slice(1, 5).join(", ")} …)`);
    throw new BadInputError(`line ${line}: the header has no column ${called.join(" and ")}`);
  }
  return { places: Object.fromEntries(found), width: cells.length, ignored };
}

/** `姓名*` and `帐号（必填）` are names too. */
function folded(name: string): string {
  return name
    .toLowerCase()
    .replace(/\([^)]*\)$/, "")
    .replace(/\*/g, "")
    .trim();
}

function noHeader(written: readonly string[]): string {
  const [first = ""] = written;
  const separator = written.length === 1 ? (/[;\t]/.exec(first)?.[0] ?? "") : "";
  if (separator !== "") {
    const called = separator === "\t" ? "tabs" : "semicolons";
    return `the columns are separated by ${called}; save the file with commas`;
  }
  return `there is no header here; the first line names the columns: ${columns.join(",")}`;
}
