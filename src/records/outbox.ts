import type { Challenge } from "../domain/conversation.ts";
import type { Language } from "../domain/wording.ts";
import type { Key, Put } from "../store/store.ts";
import { kinds } from "./kinds.ts";
import { recordsOfKind, sortable } from "./record.ts";

/** A code on its way. It holds no code: whoever carries it derives it from the challenge. */
export type Outgoing = {
  readonly follower: string;
  readonly challenge: Challenge;
  readonly language: Language;
  /** The account's name, for the text. */
  readonly account: string;
  /** The code's whole lifetime, for the text. */
  readonly minutes: number;
  /** World clock, ms: when to try (again). */
  readonly due: number;
  readonly attempts: number;
  /** The delivery that has it to itself, for as long as it goes on. */
  readonly claimedBy?: string;
  /** What versions before this one wrote in its place. */
  readonly leasedUntil?: number;
  /** What the provider said last. */
  readonly lastError?: string;
};

const entries = recordsOfKind<Outgoing>(kinds.outbox);

/** Reads a code on its way. */
export const readOutgoing = entries.read;

/** Writes a code on its way down; the keys sort by when a code is due. */
export function putOutgoing(outgoing: Outgoing): Put {
  const { due, challenge } = outgoing;
  return entries.put(entries.key(`${sortable(due)}/${challenge.id}`), outgoing);
}

/** Returns a key that all that is due at a moment sorts before, and all else behind. */
export function dueBefore(now: number): Key {
  return entries.key(sortable(now + 1));
}
