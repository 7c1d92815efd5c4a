import { putGivenUp } from "../../records/given-up.ts";
import { putOutgoing, readOutgoing, type Outgoing } from "../../records/outbox.ts";
import type { Change, Committed, Entry, Key, Store } from "../../store/store.ts";
import { longestDelayMs } from "./timing.ts";

/** An entry of the outbox: a code on its way, where it is kept and at which version. */
export type Waiting = {
  readonly key: Key;
  readonly version: string;
  readonly outgoing: Outgoing;
};

// Twice as long, so that a process whose clock is a little ahead is no matter.
const beyondAnyRetryMs = 2 * longestDelayMs;
const countAtMost = 1_000;

/**
 * Finds what of a page of the outbox is to be carried now. An entry due later than any retry was
 * put there before somebody set the world's clock back: it is due too. One that another version
 * of the program wrote is left to that version.
 */
export function dueIn(page: readonly Entry[], now: number): readonly Waiting[] {
  return page
    .map(waitingOf)
    .filter((waiting) => waiting !== undefined)
    .filter(({ outgoing: { due } }) => due <= now || due >= now + beyondAnyRetryMs);
}

/** How much is on its way. */
export type WaitingCount = {
  /** Counted up to a thousand. */
  readonly count: number;
  /** For how long (ms, world clock) the first of them has been due; 0 when none is. */
  readonly oldestDueMs: number;
};

/** Counts what stands in the outbox at `now`. */
export async function countWaiting(store: Store, now: number): Promise<WaitingCount> {
  const entries = await store.scan("outbox", { limit: countAtMost });
  const first = entries.map(waitingOf).find((waiting) => waiting !== undefined);
  const due = first?.outgoing.due ?? now;
  return { count: entries.length, oldestDueMs: Math.max(0, now - due) };
}

/** Takes an entry out and puts others in its place: one commit, refused when it has changed. */
export function replace(
  store: Store,
  { key, version }: Waiting,
  puts: Change["puts"],
): Promise<Committed> {
  return store.commit({ checks: [{ key, version }], puts, deletes: [key], adds: [] });
}

/** Writes down for administrators that a code was given up, and why. */
export function givenUpPut(
  { follower, challenge, attempts }: Outgoing,
  reason: string,
  clocks: { readonly world: number; readonly real: number },
): Change["puts"][number] {
  return putGivenUp({ follower, challenge, attempts, reason, at: clocks.world }, clocks.real);
}

/** Writes an entry down as it waits for its next try, free to be claimed by anybody. */
export function laterPut(
  { claimedBy: _over, ...outgoing }: Outgoing,
  due: number,
  lastError: string,
): Change["puts"][number] {
  return putOutgoing({ ...outgoing, due, lastError });
}

/** Writes a claim on an entry down where the entry stands: refused when the entry has changed. */
export function claimOf({ key, version }: Waiting, claimed: Outgoing): Change {
  const puts = [{ ...putOutgoing(claimed), key }];
  return { checks: [{ key, version }], puts, deletes: [], adds: [] };
}

function waitingOf(entry: Entry): Waiting | undefined {
  try {
    const outgoing = readOutgoing(entry);
    return outgoing && { key: entry.key, version: entry.version, outgoing };
  } catch {
    return undefined;
  }
}
