import type { Outgoing } from "../../records/outbox.ts";
import type { Key } from "../../store/store.ts";
import type { Waiting } from "./entries.ts";
import type { Timing } from "./timing.ts";

const mostCarried = 10_000;

/**
 * Which entries of the outbox are claimed, as one delivery sees it: only who claims one carries it.
 */
export type Claims = {
  /** Says whether this delivery may claim an entry that it has just read. */
  readonly isFree: (waiting: Waiting) => boolean;
  /** Returns the entry with this delivery's claim on it. */
  readonly claimed: (outgoing: Outgoing) => Outgoing;
  /** Whether the claim on an entry is this delivery's. */
  readonly isMine: (outgoing: Outgoing) => boolean;
};

/**
 * Makes the claims of one delivery. Another delivery's claim is over when this one has seen it
 * unchanged for `leaseMs`. Between two looks at most `gapMs` are counted: while the store hangs,
 * the other delivery cannot write down what it has carried, so that time must not count. No clock
 * of another process is read, and none that can be set. An entry with this delivery's own claim
 * that is not under way is free: the answer to the commit of the claim was lost, and nothing was
 * carried.
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

/** Drops entries that were not seen since a moment: they are gone, or will be noted anew. */
function forget(seen: Map<Key, Sighting>, since: number): void {
  for (const [key, { at }] of seen) if (at < since) seen.delete(key);
}

/** The codes that one delivery has carried. */
export type CarriedCodes = {
  has(id: string): boolean;
  /** Remembers the code of a challenge for as long as it can be good. */
  note(id: string, forMs: number): void;
};

/**
 * Makes an empty list; it holds the last ten thousand. A store that has lost a commit can bring an
 * entry back after it was carried and deleted: this list keeps its code from being sent twice.
 */
export function createCarriedCodes(elapsed: () => number): CarriedCodes {
  const until = new Map<string, number>();
  return {
    has: (id) => (until.get(id) ?? -Infinity) > elapsed(),
    note(id, forMs) {
      until.set(id, elapsed() + forMs);
      const [oldest] = until.keys();
      if (until.size > mostCarried && oldest !== undefined) until.delete(oldest);
    },
  };
}
