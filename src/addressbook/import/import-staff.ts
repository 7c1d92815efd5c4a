import { foldUserid } from "../../domain/member.ts";
import { refusal } from "../../domain/return-codes.ts";
import type { Store } from "../../store/store.ts";
import type { RowOutcome } from "./apply.ts";
import { commitRows } from "./batch.ts";
import type { Blanks, StaffRow } from "./row.ts";
import { openStaffFile, type StaffFile } from "./staff-file.ts";
import { openDepartmentTree } from "./tree.ts";

/** How far an import is. */
export type ImportProgress = {
  readonly rows: number;
  readonly bytes: number;
  readonly totalBytes: number;
};

/** Hears of an import while it runs; a promise is waited for. */
export type ImportListener = {
  readonly began?: (file: StaffFile) => void | Promise<void>;
  readonly progressed?: (progress: ImportProgress) => void | Promise<void>;
  /** Every row, in the order of the file, when it is settled; `figures` hold all that were. */
  readonly settled?: (outcome: RowOutcome, figures: ImportFigures) => void | Promise<void>;
};

/** How many rows came to what. */
export type ImportFigures = Readonly<Record<RowOutcome["did"], number>>;

/** What an import came to. */
export type ImportSummary = ImportFigures & { readonly rows: number };

/** In which line of the file each userid stands, compared without case. */
export type Userids = Map<string, number>;

const atOnce = 250;

/**
 * Imports an address book: adds members that are new, updates the fields that the file gives of the
 * others, deletes nobody. A blank cell leaves the value that is there, or with `clear` removes it.
 * Good rows are kept, bad ones are reported to `settled`; importing the same file again changes
 * nothing. Throws `BadInputError` when the file cannot be read at all.
 */
export async function importStaff(
  store: Store,
  path: string,
  listener: ImportListener = {},
  blanks: Blanks = "stay",
): Promise<ImportSummary> {
  return importRows(store, await openStaffFile(path, blanks), { listener, userids: new Map() });
}

/** Imports an opened file, and notes in `userids` whom it names. */
export async function importRows(
  store: Store,
  file: StaffFile,
  { listener, userids }: { readonly listener: ImportListener; readonly userids: Userids },
): Promise<ImportSummary> {
  const tree = await openDepartmentTree(store);
  const count = { added: 0, updated: 0, unchanged: 0, refused: 0 };
  let rows = 0;
  let bytes = 0;
  const settle = async (some: readonly StaffRow[]): Promise<void> => {
    const outcomes = await commitRows(store, tree, some);
    for (const { did } of outcomes) count[did] += 1;
    for (const outcome of outcomes) await listener.settled?.(outcome, { ...count });
    rows += some.length;
    await listener.progressed?.({ rows, bytes, totalBytes: file.bytes });
  };
  await listener.began?.(file);
  let waiting: StaffRow[] = [];
  for await (const part of file.rows()) {
    bytes = part.bytes;
    for (const row of part.rows) {
      waiting.push(once(row, userids));
      if (waiting.length < atOnce) continue;
      await settle(waiting);
      waiting = [];
    }
  }
  if (waiting.length > 0) await settle(waiting);
  return { rows, ...count };
}

/** Refuses a row whose userid stands further up. */
function once(row: StaffRow, userids: Userids): StaffRow {
  const { line, userid } = row;
  if (userid === undefined) return row;
  const key = foldUserid(userid);
  const first = userids.get(key);
  if (first !== undefined) {
    return { ...row, read: refusal("userid-twice", `${userid} stands in line ${first} already`) };
  }
  userids.set(key, line);
  return row;
}
