import type { Action } from "../domain/action.ts";
import type { AccountMessage } from "../domain/reply.ts";
import type { Page, Put } from "../store/store.ts";
import { kinds } from "./kinds.ts";
import { recordsOfKind } from "./record.ts";

/** One line of a follower's chat with an app, as the phone shows it. */
export type ChatLine = {
  /** World clock, ms. Lines are in order of their numbers, whatever the clock said. */
  readonly at: number;
} & (
  | { readonly from: "follower"; readonly action: Action }
  | { readonly from: "account"; readonly message: AccountMessage }
);

const lines = recordsOfKind<ChatLine>(kinds.chats);

/** Reads one line of a chat. */
export const readChatLine = lines.read;

/** Where a line stands: whose chat, with which app, and its number, which no other line has. */
export type ChatPlace = {
  readonly openid: string;
  readonly agent: number;
  /** From 1, counted over all chats of the follower, in the record of its stamp. */
  readonly number: number;
};

/** Writes one line of a chat down. */
export function putChatLine({ openid, agent, number }: ChatPlace, line: ChatLine): Put {
  const id = `${prefixOf(openid, agent)}${String(number).padStart(12, "0")}`;
  return lines.put(lines.key(id), line);
}

/** The page with the last lines of a chat: what to scan for, newest first. */
export function chatPage(openid: string, agent: number, limit: number): Page {
  return { prefix: prefixOf(openid, agent), limit, reverse: true };
}

// An openid may hold a slash; one follower's chat must not begin like another's.
function prefixOf(openid: string, agent: number): string {
  return `${encodeURIComponent(openid)}/${agent}/`;
}
