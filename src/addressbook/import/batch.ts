import { rootId } from "../../domain/department.ts";
import { isRefusal } from "../../domain/return-codes.ts";
import { TooBusyError } from "../../domain/too-busy.ts";
import { departmentCounterKey } from "../../records/counters.ts";
import { departmentKey, departmentTreeKey } from "../../records/departments.ts";
import type { Key, Store } from "../../store/store.ts";
import { createDraft, entriesOf } from "../draft.ts";
import { keysToPut } from "../members/put.ts";
import { applyRow, type RowOutcome } from "./apply.ts";
import type { StaffRow } from "./row.ts";
import type { DepartmentTree } from "./tree.ts";

const mostTries = 100;

/**
 * Takes some rows into the book, in their order: one read, one commit of all that they change. When
 * something of it changed meanwhile, the rows are decided again on what is there now.
 */
export async function commitRows(
  store: Store,
  tree: DepartmentTree,
  rows: readonly StaffRow[],
): Promise<readonly RowOutcome[]> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    if (tries > 0) await tree.load();
    const departments = departmentsOf(rows, tree);
    const entries = await store.read([
      // First, so that they are found by their places.
      ...departments.map(departmentKey),
      ...departments.map(departmentCounterKey),
      departmentTreeKey,
      ...keysOf(rows),
    ]);
    // The root is always there, with a record or without one.
    const isGone = departments.some((id, at) => id !== rootId && entries[at]?.value === undefined);
    if (isGone) continue;
    const draft = createDraft(entriesOf(entries));
    const outcomes = rows.map((row) => applyRow(row, draft, tree));
    const change = draft.change();
    if (change === undefined || (await store.commit(change)) === "done") return outcomes;
  }
  const [first] = rows;
  throw new TooBusyError(
    `the address book changes too fast: line ${first?.line ?? 0} and on were tried ${mostTries} times`,
  );
}

function keysOf(rows: readonly StaffRow[]): readonly Key[] {
  const keys = rows.flatMap(({ userid, read }) => {
    if (userid === undefined) return [];
    if (isRefusal(read)) return keysToPut({ userid });
    const { places: _places, ...fields } = read;
    return keysToPut({ userid, ...fields });
  });
  return [...new Set(keys)];
}

/** The departments of the rows, and all above those below which something is missing. */
function departmentsOf(rows: readonly StaffRow[], tree: DepartmentTree): readonly number[] {
  const ids = rows.flatMap(({ read }) => {
    if (isRefusal(read)) return [];
    return read.places.length === 0 ? [rootId] : read.places.flatMap(tree.onTheWayTo);
  });
  return [...new Set(ids)];
}
