import type { Challenge } from "../domain/conversation.ts";
import type { Language } from "../domain/wording.ts";
import type { Key, Put } from "../store/store.ts";
import { kinds } from "./kinds.ts";
import { recordsOfKind, sortable } from "./record.ts";

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

const messages = recordsOfKind<Received>(kinds.inbox);

/** Reads a received message. */
export const readReceived = messages.read;

/** Returns the key of a received message; the keys sort by when it came. */
export function receivedKey({ at, id }: Pick<Received, "at" | "id">): Key {
  return messages.key(`${sortable(at)}/${id}`);
}

/** Writes a received message down. */
export function putReceived(received: Received): Put {
  return messages.put(receivedKey(received), received);
}
