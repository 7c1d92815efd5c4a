import type { Who } from "../domain/administration.ts";
import { readAuditLine, type AuditLine } from "../records/audit.ts";
import { kinds } from "../records/kinds.ts";
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
  const { name } = kinds.audit;
  return pageFrom(
    asked,
    name,
    (page) => store.scan(name, { ...page, reverse: true }),
    (entries) =>
      entries.flatMap((entry) => {
        const line = readAuditLine(entry);
        if (line === undefined) return [];
        const { at, who, ...what } = line;
        return [{ at: new Date(at).toISOString(), by: who, ...what }];
      }),
  );
}
