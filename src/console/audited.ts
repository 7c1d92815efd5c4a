import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { putAuditLine, type AuditLine } from "../records/audit.ts";
import type { Change, Json } from "../store/store.ts";
import type { AdminParts } from "./parts.ts";

/** What somebody does, as the audit log keeps it. */
export type Audited = Omit<AuditLine, "at">;

/** What is to be committed, and answered when it is; `audited` undefined: there is nothing to do. */
export type Decided<T> = {
  readonly change: Partial<Change>;
  readonly audited: Audited | undefined;
  readonly answer: T;
};

/** Makes the line of the audit log that is committed together with what it tells of. */
export function auditPut(
  { realNow }: Pick<AdminParts, "realNow">,
  audited: Audited,
): Change["puts"][number] {
  return putAuditLine({ at: realNow(), ...audited }, randomUUID());
}

/**
 * Reads, decides and commits with a line of the audit log, and again when somebody else was faster.
 * What `decide` throws is thrown; where there is nothing to do, nothing is committed.
 */
export async function commitAudited<T>(
  parts: Pick<AdminParts, "store" | "realNow">,
  decide: () => Promise<Decided<T>>,
): Promise<T> {
  for (;;) {
    const { change, audited, answer } = await decide();
    if (audited === undefined) return answer;
    const { checks = [], puts = [], deletes = [], adds = [] } = change;
    const committed = await parts.store.commit({
      ...change,
      checks,
      puts: [...puts, auditPut(parts, audited)],
      deletes,
      adds,
    });
    if (committed === "done") return answer;
  }
}

/** What differs between two records, part by part, as the audit log keeps it; undefined: nothing. */
export function changedParts(
  before: object,
  after: object,
): { readonly before: Json; readonly after: Json } | undefined {
  const [old, now] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  const names = [...new Set([...old.keys(), ...now.keys()])].filter(
    (name) => !isDeepStrictEqual(old.get(name), now.get(name)),
  );
  if (names.length === 0) return undefined;
  // Records are JSON; what is absent is left out.
  const some = (of: ReadonlyMap<string, unknown>): Json =>
    Object.fromEntries(names.map((name) => [name, of.get(name) as Json | undefined]));
  return { before: some(old), after: some(now) };
}
