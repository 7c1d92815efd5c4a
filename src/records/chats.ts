import type { Change, Entry, Key, Page } from "../store/store.ts";
import { kinds } from "./kinds.ts";
import { readRecord, recordOf } from "./record.ts";

/** One line of a follower's chat with an app, as the phone shows it. */
export type ChatLine = {
  /** World clock, ms. */
  readonly at: number;
  /** Tells lines of the same moment apart, in order. */
  readonly order: string;
  readonly from: "follower" | "account";
  readonly msgtype: string;
  /** What was said, or which event happened. */
  readonly content: string;
  /** Of news only. */
  readonly articles?: readonly { readonly title: string; readonly url: string }[];
};

/** Reads one line of a chat. */
export function readChatLine(entry: Entry | undefined): ChatLine | undefined {
  return readRecord<ChatLine>(entry, kinds.chats);
}

/** Writes one line of a chat down. */
export function putChatLine(openid: string, agent: number, line: ChatLine): Change["puts"][number] {
  const time = String(line.at).padStart(15, "0");
  const key: Key = `${kinds.chats.name}/${prefixOf(openid, agent)}${time}-${line.order}`;
  return { key, value: recordOf(line, kinds.chats) };
}

/** The page of a chat: what to scan for, oldest first. */
export function chatPage(openid: string, agent: number, limit: number): Page {
  return { prefix: prefixOf(openid, agent), limit };
}

// An openid may hold a slash; one follower's chat must not begin like another's.
function prefixOf(openid: string, agent: number): string {
  return `${encodeURIComponent(openid)}/${agent}/`;
}
