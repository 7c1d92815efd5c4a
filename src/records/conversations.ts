import { freshConversation, type Conversation } from "../domain/conversation.ts";
import type { Change, Entry, Key } from "../store/store.ts";
import { readRecord, recordOf } from "./record.ts";

const shape = 1;
const idleMs = 40 * 86_400_000;

/** Where a follower's conversation is kept. */
export function conversationKey(openid: string): Key {
  return `conversations/${openid}`;
}

/** Reads a conversation; somebody who was never heard of has a fresh one. */
export function readConversation(entry: Entry | undefined): Conversation {
  return readRecord<Conversation>(entry, shape) ?? freshConversation;
}

/** Writes a conversation down. A stranger idle for 40 days (real clock) is tidied away. */
export function putConversation(
  openid: string,
  conversation: Conversation,
  realNow: number,
): Change["puts"][number] {
  return {
    key: conversationKey(openid),
    value: recordOf(conversation, shape),
    keepUntil: conversation.phase === "stranger" ? realNow + idleMs : undefined,
  };
}
