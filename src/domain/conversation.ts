import type { Contact } from "./contact.ts";
import type { Reply } from "./reply.ts";

/** One code asked for. It carries no code: codes are derived when they are needed. */
export type Challenge = {
  readonly id: string;
  readonly contact: Contact;
  /** How many digits the code has. */
  readonly digits: number;
  /** World clock, ms: when it was asked for. What versions before this one wrote has none. */
  readonly issued?: number;
  /** World clock, ms; from this moment on the code is no longer good. */
  readonly expires: number;
  readonly triesLeft: number;
  /** In which history of the data it was asked for: no other knows what has become of it. */
  readonly history?: string;
  /** Whom the contact belonged to; without it no code can be right (`disclosure: neutral`). */
  readonly userid?: string;
};

/**
 * The callbacks that were answered or changed something, and what they were answered. It is read
 * and written with every message, so a reply that was given often stands in it once.
 */
export type Memory = {
  /**
   * A line a callback, oldest first: `<CreateTime of the reply, s> <place in said, or -> <callback
   * id>`. One text, because it is read and written with every message and seldom looked into.
   */
  readonly calls: string;
  readonly said: readonly Reply[];
};

/** What is remembered about a follower whatever the phase; it survives unfollowing and release. */
type Lasting = {
  /** Moments of wrong codes, the last 20. Those since midnight are today's. */
  readonly wrongAt: readonly number[];
  /** Codes asked for, the last 20: when, and to which contact (its key). */
  readonly sent: readonly { readonly contact: string; readonly at: number }[];
  /** When `lockedReply` was last said. */
  readonly lockTold?: number;
  readonly memory: Memory;
};

type Standing =
  | { readonly phase: "stranger" }
  | { readonly phase: "asking-contact" }
  | { readonly phase: "asking-code"; readonly challenge: Challenge }
  | { readonly phase: "confirming"; readonly userid: string; readonly name: string }
  | { readonly phase: "followed"; readonly userid: string; readonly name: string };

/** What is remembered about a follower. */
export type Conversation = Lasting & Standing;

/** The conversation of a follower without one: a stranger. */
export const freshConversation: Conversation = {
  phase: "stranger",
  wrongAt: [],
  sent: [],
  memory: { calls: "", said: [] },
};

/**
 * Whether a code is good: never before it was asked for, so that no clock set back revives it, and
 * in no other history of the data, where it may have been accepted already.
 */
export function isGood(
  { issued = -Infinity, expires, history = "" }: Pick<Challenge, "issued" | "expires" | "history">,
  at: { readonly now: number; readonly history: string },
): boolean {
  return issued <= at.now && at.now < expires && history === at.history;
}

/** Returns the userid of the member that a follower is bound to; undefined: none. */
export function memberOf(conversation: Conversation): string | undefined {
  return conversation.phase === "confirming" || conversation.phase === "followed"
    ? conversation.userid
    : undefined;
}
