import type { Outgoing } from "../../records/outbox.ts";
import type { Key } from "../../store/store.ts";
import type { Waiting } from "./due.ts";
import type { Timing } from "./timing.ts";

/** Who has which entries of the outbox to itself, as one delivery sees it. */
export type Claims = {
  /** Says whether this delivery may claim an entry that it has just read. */
  readonly isFree: (waiting: Waiting) => boolean;
  /** The entry with this delivery's claim on it. */
  readonly claimed: (outgoing: Outgoing) => Outgoing;
  /** Whether the claim on an entry is this delivery's. */
  readonly isMine: (outgoing: Outgoing) => boolean;
};

/**
 * Makes the claims of one delivery. Somebody else's claim is over when it has been seen to stand
 * unchanged for a whole lease. Only the time is counted in which the store answered: between two
 * looks at most `gapMs`, so that whoever has carried a code while the store hung has time to note
 * it. No process's clock is compared with another's, nor is any that somebody could set. What
 * carries this delivery's own claim and is not under way was claimed by a commit whose answer was
 * lost, so it was not carried.
 */
export function createClaims(options: {
  /** This delivery's name, different from everybody else's. */
  readonly me: string;
  /** A clock that nobody sets, ms. */
  readonly elapsed: () => number;
  readonly timing: Pick<Timing, "leaseMs" | "gapMs">;
}): Claims {
  const { me, elapsed, timing } = options;
  const seen = new Map<Key, Sighting>();
  const isMine = ({ claimedBy }: Outgoing): boolean => claimedBy === me;
  return {
    isMine,
    claimed: ({ leasedUntil: _older, ...outgoing }) => ({
      ...outgoing,
      attempts: outgoing.attempts + 1,
      claimedBy: me,
    }),
    isFree({ key, version, outgoing }) {
      if (!isClaimed(outgoing) || isMine(outgoing)) return true;
      const now = elapsed();
      const before = seen.get(key);
      const isSame = before?.version === version;
      const stoodMs = isSame ? before.stoodMs + Math.min(now - before.at, timing.gapMs) : 0;
      seen.set(key, { version, at: now, stoodMs });
      if (!isSame) forget(seen, now - timing.leaseMs);
      return stoodMs >= timing.leaseMs;
    },
  };
}

type Sighting = { readonly version: string; readonly at: number; readonly stoodMs: number };

function isClaimed({ claimedBy, leasedUntil }: Outgoing): boolean {
  return claimedBy !== undefined || leasedUntil !== undefined;
}

/** What was not seen since is gone, or it is seen anew. */
function forget(seen: Map<Key, Sighting>, since: number): void {
  for (const [key, { at }] of seen) if (at < since) seen.delete(key);
}
