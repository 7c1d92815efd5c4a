import type { Challenge } from "../domain/conversation.ts";
import type { Language } from "../domain/wording.ts";
import type { Change, Entry, Key } from "../store/store.ts";
import { kinds } from "./kinds.ts";
import { readRecord, recordOf } from "./record.ts";

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

/** Where a code on its way is kept, in the order in which it is due. */
export function outgoingKey({ due, challenge }: Pick<Outgoing, "due" | "challenge">): Key {
  return `${kinds.outbox.name}/${String(due).padStart(15, "0")}/${challenge.id}`;
}

/** The end of what is due at a moment: scanning stops at the first key beyond it. */
export function dueBefore(now: number): Key {
  return `${kinds.outbox.name}/${String(now + 1).padStart(15, "0")}`;
}

/** Reads a code on its way. */
export function readOutgoing(entry: Entry | undefined): Outgoing | undefined {
  return readRecord<Outgoing>(entry, kinds.outbox);
}

/** Writes a code on its way down. */
export function putOutgoing(outgoing: Outgoing): Change["puts"][number] {
  return { key: outgoingKey(outgoing), value: recordOf(outgoing, kinds.outbox) };
}
