import type { AdministrativeAct, Who } from "../domain/administration.ts";
import type { Change, Entry, Json, Key } from "../store/store.ts";
import { kinds } from "./kinds.ts";
import { readRecord, recordOf } from "./record.ts";

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

/** Reads a line of the audit log. */
export function readAuditLine(entry: Entry | undefined): AuditLine | undefined {
  return readRecord<AuditLine>(entry, kinds.audit);
}

/** Writes a line of the audit log down; `id` tells those of one millisecond apart. */
export function putAuditLine(line: AuditLine, id: string): Change["puts"][number] {
  const key: Key = `${kinds.audit.name}/${String(line.at).padStart(15, "0")}/${id}`;
  return { key, value: recordOf(line, kinds.audit) };
}
