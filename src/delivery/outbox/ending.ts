import { putGivenUp } from "../../records/given-up.ts";
import { putOutgoing, type Outgoing } from "../../records/outbox.ts";
import { StoreAwayError, type Change, type Committed, type Store } from "../../store/store.ts";
import type { Waiting } from "./due.ts";
import { pause, type Timing } from "./timing.ts";

const givenUpKeptMs = 40 * 86_400_000;

/** Takes an entry out and puts others in its place: one commit, refused when it has changed. */
export function replace(
  store: Store,
  { key, version }: Waiting,
  puts: Change["puts"],
): Promise<Committed> {
  return store.commit({ checks: [{ key, version }], puts, deletes: [key], adds: [] });
}

/** What administrators see of a code that was given up; kept for 40 days (real clock). */
export function givenUpPut(
  { follower, challenge, attempts }: Outgoing,
  reason: string,
  clocks: { readonly world: number; readonly real: number },
): Change["puts"][number] {
  const put = putGivenUp({ follower, challenge, attempts, reason, at: clocks.world });
  return { ...put, keepUntil: clocks.real + givenUpKeptMs };
}

/** The entry as it waits for its next try, free for any courier. */
export function laterPut(
  { claimedBy: _over, ...outgoing }: Outgoing,
  due: number,
  lastError: string,
): Change["puts"][number] {
  return putOutgoing({ ...outgoing, due, lastError });
}

/** Puts an entry down as somebody's own until then. */
export function claimOf({ key, version }: Waiting, claimed: Outgoing): Change {
  const puts = [{ ...putOutgoing(claimed), key }];
  return { checks: [{ key, version }], puts, deletes: [], adds: [] };
}

/**
 * Writes down what has happened to a code, again for as long as the store is away: whoever gave up
 * would find it waiting when the store is back, and carry it again.
 */
export async function persist(
  write: () => Promise<unknown>,
  { isOver, timing }: { readonly isOver: () => boolean; readonly timing: Pick<Timing, "againMs"> },
): Promise<void> {
  for (;;) {
    try {
      await write();
      return;
    } catch (error) {
      if (!(error instanceof StoreAwayError) || isOver()) throw error;
      await pause(timing.againMs);
    }
  }
}
