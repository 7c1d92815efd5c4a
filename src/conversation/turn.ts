import type { Act } from "../domain/acts.ts";
import type { FollowersCallback } from "../domain/callback.ts";
import type { Contact } from "../domain/contact.ts";
import type { Challenge, Conversation } from "../domain/conversation.ts";
import type { Identifier, MemberFact } from "../domain/member.ts";
import type { Outcome } from "../domain/outcome.ts";
import type { Reach } from "../domain/reach.ts";
import type { Reply } from "../domain/reply.ts";
import type { Settings } from "../domain/settings.ts";

/**
 * What moves a conversation: a follower's callback, or an act of an administrator or the platform.
 */
export type Input = FollowersCallback | Act;

/** Says whether an input is something that a person sent, text or not. */
export function isMessage(input: Input): boolean {
  return "messageId" in input;
}

/** What a text asks for. */
export type Intent =
  /** A try at the code that is being waited for. */
  | { readonly kind: "code"; readonly digits: string }
  /** A code for this contact: the one that the text names, or with "resend" the last one. */
  | { readonly kind: "contact"; readonly contact: Contact }
  /** `several`: contacts of which it cannot be told which one is meant. */
  | { readonly kind: "several" | "change" | "help" | "other" };

/** What must be known, beyond the conversation itself, before an input can be answered. */
export type Question =
  /** Whose contact is this? */
  | { readonly kind: "contact"; readonly contact: Contact }
  /** Is this the code, and does its contact still belong to the same member? */
  | { readonly kind: "challenge"; readonly challenge: Challenge; readonly tried: string }
  /** Which member do these parts of the follower's own profile match? */
  | { readonly kind: "profile"; readonly by: readonly Identifier["kind"][] }
  /** Who is the member of that userid? */
  | { readonly kind: "member"; readonly userid: string };

/** Counters, kept in the store, that can refuse a commit because they are full. */
export type Counter = "seats" | "contact-sends" | "contact-wrong";

/** What `converse` is handed: what the input asks for, the time, the rules, what `asks` wanted. */
export type Context = {
  /** What the input asks for, read by `intentOf` from this conversation and input. */
  readonly intent: Intent;
  /** World clock, ms. */
  readonly now: number;
  /** The history of the data that the conversation was read from; '' where there is only one. */
  readonly history: string;
  readonly settings: Settings;
  /** Where codes can be carried: no other kind of contact is offered or taken. */
  readonly reach: Reach;
  /** Fresh each turn, used at most once. */
  readonly challengeId: string;
  /** The answer to the question, if there is such a member. */
  readonly member?: MemberFact | undefined;
  /** Judged by the assistant in constant time, counted by `converse`. */
  readonly codeIsRight?: boolean | undefined;
  /** Counters that refused the last commit. */
  readonly full: ReadonlySet<Counter>;
};

/** A wish, committed together with the conversation. */
export type Effect =
  /** Without a userid in the challenge it is a decoy: written down like any other, never sent. */
  | { readonly type: "send-code"; readonly challenge: Challenge }
  /** `seat`: whether the binding takes one of the account's seats. */
  | { readonly type: "bind-member"; readonly userid: string; readonly seat: boolean }
  | { readonly type: "release-member"; readonly userid: string }
  /** Adds to a contact's counter of the day; `by` 0 only asks that it is not beyond `max`. */
  | {
      readonly type: "count";
      readonly counter: "contact-sends" | "contact-wrong";
      readonly contact: Contact;
      readonly by: 0 | 1;
      readonly max: number;
    };

/** What one input brings about. */
export type Turn = {
  readonly conversation: Conversation;
  readonly outcome: Outcome;
  readonly replies: readonly Reply[];
  readonly effects: readonly Effect[];
};
