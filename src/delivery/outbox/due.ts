import { readOutgoing, type Outgoing } from "../../records/outbox.ts";
import type { Entry, Key } from "../../store/store.ts";

/** A code on its way, where it is kept and at which version. */
export type Waiting = {
  readonly key: Key;
  readonly version: string;
  readonly outgoing: Outgoing;
};

const beyondAnyRetryMs = 3_600_000;

/**
 * Finds what of a page of the outbox is to be carried now. An entry due in an hour or later was
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
