import type { Store } from "../../store/store.ts";
import { waitingOf } from "./due.ts";

/** How much is on its way. */
export type WaitingCount = {
  /** Counted up to a thousand. */
  readonly count: number;
  /** For how long (ms, world clock) the first of them has been due; 0 when none is. */
  readonly oldestDueMs: number;
};

const countAtMost = 1_000;

/** Counts what stands in the outbox at `now`. */
export async function countWaiting(store: Store, now: number): Promise<WaitingCount> {
  const entries = await store.scan("outbox", { limit: countAtMost });
  const first = entries.map(waitingOf).find((waiting) => waiting !== undefined);
  const due = first?.outgoing.due ?? now;
  return { count: entries.length, oldestDueMs: Math.max(0, now - due) };
}
