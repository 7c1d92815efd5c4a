import type { Challenge } from "../domain/conversation.ts";
import type { Language } from "../domain/wording.ts";
import type { Change, Entry, Key } from "../store/store.ts";
import { kinds } from "./kinds.ts";
import { readRecord, recordOf } from "./record.ts";

/**
 * A message that somebody's phone or mailbox received. Of our own codes it keeps what is needed to
 * derive text and code again, never the code; of other bots' messages the text as it came.
 */
export type Received = {
  readonly id: string;
  readonly channel: "sms" | "mail";
  readonly to: string;
  /** World clock, ms. */
  readonly at: number;
} & (
  | {
      readonly from: "assistant";
      readonly follower: string;
      readonly challenge: Challenge;
      readonly language: Language;
      readonly account: string;
      readonly minutes: number;
    }
  | { readonly from: "other"; readonly text: string }
);

/** Where a received message is kept, oldest first. */
export function receivedKey({ at, id }: Pick<Received, "at" | "id">): Key {
  return `${kinds.inbox.name}/${String(at).padStart(15, "0")}/${id}`;
}

/** Reads a received message. */
export function readReceived(entry: Entry | undefined): Received | undefined {
  return readRecord<Received>(entry, kinds.inbox);
}

/** Writes a received message down. */
export function putReceived(received: Received): Change["puts"][number] {
  return { key: receivedKey(received), value: recordOf(received, kinds.inbox) };
}
