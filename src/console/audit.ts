import type { Who } from "../domain/administration.ts";
import { readAuditLine, type AuditLine } from "../records/audit.ts";
import { kinds } from "../records/kinds.ts";
import { listOf } from "../records/lists.ts";
import { pageFrom, type PageAsked, type Paged } from "./pages.ts";
import type { AdminParts } from "./parts.ts";

/** A line of the audit log as administrators read it. */
export type AuditShown = Omit<AuditLine, "at" | "who"> & {
  readonly at: string;
  readonly by: Who;
};

/** Lists what administrators did, the last first. */
export function listAudit(
  { store }: Pick<AdminParts, "store">,
  asked: PageAsked,
): Promise<Paged<AuditShown>> {
  const lines = listOf(kinds.audit, (entry) => {
    const line = readAuditLine(entry);
    if (line === undefined) return undefined;
    const { at, who, ...what } = line;
    return { at: new Date(at).toISOString(), by: who, ...what };
  });
  return pageFrom(store, { ...lines, reverse: true }, asked);
}
