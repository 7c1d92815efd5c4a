import { identifiersOf, type Identifier } from "../../domain/member.ts";
import { returnCodes } from "../../domain/return-codes.ts";
import type { RowOutcome } from "./apply.ts";

/** A way in which the platform can recognise a member, or reach one with a code. */
export type Way = Identifier["kind"];

/** What the rows of a file come to, seen together. */
export type RowFigures = {
  /** Members that the file names, by each way in which they can be reached; one can have all. */
  readonly reachable: Readonly<Record<Way, number>> & {
    /** Rows whose member would not be in the book at all. */
    readonly none: number;
    /** The same members by all their ways together: `weixinid+mobile`. */
    readonly together: Readonly<Record<string, number>>;
  };
  /** Rows refused because somebody has it already, in the book or further up. */
  readonly duplicates: Readonly<Record<Way | "userid", number>>;
};

/** Counts rows as they are settled. */
export function createFigures(): { count(outcome: RowOutcome): void; figures(): RowFigures } {
  const reachable = { weixinid: 0, mobile: 0, email: 0, none: 0 };
  const together = new Map<string, number>();
  const duplicates = { userid: 0, weixinid: 0, mobile: 0, email: 0 };
  return {
    count(outcome) {
      const duplicate = outcome.did === "refused" ? duplicateOf(outcome.errcode) : undefined;
      if (duplicate !== undefined) duplicates[duplicate] += 1;
      // Whom a row names a second time was counted with the first.
      if (duplicate === "userid") return;
      const ways = identifiersOf(outcome.member ?? {}).map(({ kind }) => kind);
      for (const way of ways) reachable[way] += 1;
      if (ways.length === 0) reachable.none += 1;
      else together.set(ways.join("+"), (together.get(ways.join("+")) ?? 0) + 1);
    },
    figures: () => ({
      reachable: { ...reachable, together: Object.fromEntries(together) },
      duplicates: { ...duplicates },
    }),
  };
}

function duplicateOf(errcode: number): Way | "userid" | undefined {
  switch (errcode) {
    case returnCodes["userid-twice"].errcode:
      return "userid";
    case returnCodes["weixinid-taken"].errcode:
      return "weixinid";
    case returnCodes["mobile-taken"].errcode:
      return "mobile";
    case returnCodes["email-taken"].errcode:
      return "email";
    default:
      return undefined;
  }
}
