import { readOutgoing, type Outgoing } from "../../records/outbox.ts";
import type { Entry, Key } from "../../store/store.ts";
import { longestDelayMs } from "./retrying.ts";

/** A code on its way, where it is kept and at which version. */
export type Waiting = {
  readonly key: Key;
  readonly version: string;
  readonly outgoing: Outgoing;
};

// Twice as long, so that a process whose clock is a little ahead is no matter.
const beyondAnyRetryMs = 2 * longestDelayMs;

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

/** Reads an entry of the outbox, unless another version of the program wrote it. */
export function waitingOf(entry: Entry): Waiting | undefined {
  try {
    const outgoing = readOutgoing(entry);
    return outgoing && { key: entry.key, version: entry.version, outgoing };
  } catch {
    return undefined;
  }
}
