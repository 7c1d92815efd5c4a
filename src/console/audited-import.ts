import {
  importStaff,
  type ImportFigures,
  type ImportListener,
  type ImportSummary,
} from "../addressbook/import/import-staff.ts";
import type { Blanks } from "../addressbook/import/row.ts";
import type { Who } from "../domain/administration.ts";
import { auditPut } from "./audited.ts";
import type { AdminParts } from "./parts.ts";

/** A file to import, and what a blank cell of it does. */
export type StaffSource = { readonly path: string; readonly blanks: Blanks };

/**
 * Imports an address book as `importStaff` does, and writes one line of the audit log when it ends:
 * how many members were added, updated, left unchanged and refused, also when it broke off. A file
 * that cannot be read as an address book changes nothing and leaves no line.
 */
export async function importAudited(
  parts: Pick<AdminParts, "store" | "realNow">,
  who: Who,
  { path, blanks }: StaffSource,
  listener: ImportListener = {},
): Promise<ImportSummary> {
  const { store } = parts;
  let figures: ImportFigures | undefined;
  const note = async (after: ImportFigures & { readonly brokeOff?: true }): Promise<void> => {
    const puts = [auditPut(parts, { who, act: "members.import", object: "", after })];
    await store.commit({ checks: [], puts, deletes: [], adds: [] });
  };
  const noting: ImportListener = {
    ...listener,
    began(file) {
      figures = { added: 0, updated: 0, unchanged: 0, refused: 0 };
      return listener.began?.(file);
    },
    settled(outcome, soFar) {
      figures = soFar;
      return listener.settled?.(outcome, soFar);
    },
  };
  const summary = await importStaff(store, path, noting, blanks).catch(async (error: unknown) => {
    // What broke it off is thrown, also when the store does not even take this line.
    if (figures !== undefined) await note({ ...figures, brokeOff: true }).catch(() => undefined);
    throw error;
  });
  const { rows: _rows, ...done } = summary;
  await note(done);
  return summary;
}
