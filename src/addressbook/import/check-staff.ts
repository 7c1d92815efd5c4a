import { everyPage } from "../../store/every-page.ts";
import { openOverlayStore } from "../../store/overlay-store.ts";
import type { Store } from "../../store/store.ts";
import { accountKey, readAccount } from "../../records/account.ts";
import { seatsKey } from "../../records/counters.ts";
import { readMember } from "../../records/members.ts";
import { readCounter } from "../../records/record.ts";
import { createFigures, type RowFigures } from "./figures.ts";
import {
  importRows,
  type ImportSummary,
  type ImportListener,
  type Userids,
} from "./import-staff.ts";
import type { Blanks } from "./row.ts";
import { openStaffFile } from "./staff-file.ts";

/** What an import would come to, and what it would mean. */
export type CheckSummary = ImportSummary & {
  readonly check: RowFigures & {
    /** Members of the book that the file does not name: they stay. The first of them by userid. */
    readonly lacking: { readonly count: number; readonly first: readonly string[] };
    /** Followers that may be bound (null: any number), those that are, and members there would be. */
    readonly seats: {
      readonly seats: number | null;
      readonly taken: number;
      readonly members: number;
    };
  };
};

const atOnce = 1_000;
const mostNamed = 20;

/** Goes through an import without writing any of it: the same code on a store laid over this one. */
export async function checkStaff(
  store: Store,
  path: string,
  listener: ImportListener = {},
  blanks: Blanks = "stay",
): Promise<CheckSummary> {
  const file = await openStaffFile(path, blanks);
  const overlay = await openOverlayStore(store);
  const figures = createFigures();
  const userids: Userids = new Map();
  try {
    const counting: ImportListener = {
      ...listener,
      settled(outcome, soFar) {
        figures.count(outcome);
        return listener.settled?.(outcome, soFar);
      },
    };
    const summary = await importRows(overlay, file, { listener: counting, userids });
    const { count, lacking } = await compared(store, userids);
    const [account, taken] = await store.read([accountKey, seatsKey]);
    const { seats = null } = readAccount(account);
    const members = count + summary.added;
    return {
      ...summary,
      check: {
        ...figures.figures(),
        lacking,
        seats: { seats, taken: readCounter(taken), members },
      },
    };
  } finally {
    await overlay.close();
  }
}

async function compared(store: Store, userids: Userids) {
  const first: string[] = [];
  let count = 0;
  let lacking = 0;
  for await (const entries of everyPage(store, "members", { limit: atOnce })) {
    for (const entry of entries) {
      count += 1;
      if (userids.has(entry.key.slice("members/".length))) continue;
      lacking += 1;
      if (first.length < mostNamed) first.push(readMember(entry)?.userid ?? entry.key);
    }
  }
  return { count, lacking: { count: lacking, first } };
}
