import type { AdministrativeAct, Who } from "../domain/administration.ts";
import type { Json, Put } from "../store/store.ts";
import { kinds } from "./kinds.ts";
import { recordsOfKind, sortable } from "./record.ts";

/** One act of an administrator. It never holds a code or a password. */
export type AuditLine = {
  /** Real clock, ms. */
  readonly at: number;
  readonly who: Who;
  readonly act: AdministrativeAct;
  /** What it was done to: a userid, an openid, a department's id, a name; '' for the account. */
  readonly object: string;
  /** What was there and what is there now, as far as it changed; absent: nothing. */
  readonly before?: Json;
  readonly after?: Json;
};

const lines = recordsOfKind<AuditLine>(kinds.audit);

/** Reads a line of the audit log. */
export const readAuditLine = lines.read;

/** Writes a line of the audit log down; `id` tells those of one millisecond apart. */
export function putAuditLine(line: AuditLine, id: string): Put {
  return lines.put(lines.key(`${sortable(line.at)}/${id}`), line);
}
