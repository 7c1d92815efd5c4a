import { freshConversation, type Conversation } from "../domain/conversation.ts";
import type { Change, Entry, Key } from "../store/store.ts";
import { kinds } from "./kinds.ts";
import { readRecord, recordOf } from "./record.ts";

const idleMs = kinds.conversations.keptUntil.ms;

/** Where a follower's conversation is kept. */
export function conversationKey(openid: string): Key {
  return `${kinds.conversations.name}/${openid}`;
}

/** Reads a conversation; somebody who was never heard of has a fresh one. */
export function readConversation(entry: Entry | undefined): Conversation {
  return readRecord<Conversation>(entry, kinds.conversations) ?? freshConversation;
}

/** Writes a conversation down. A stranger idle for 40 days (real clock) is tidied away. */
export function putConversation(
  openid: string,
  conversation: Conversation,
  realNow: number,
): Change["puts"][number] {
  return {
    key: conversationKey(openid),
    value: recordOf(conversation, kinds.conversations),
    keepUntil: conversation.phase === "stranger" ? realNow + idleMs : undefined,
  };
}
