import type { Challenge, Conversation } from "../domain/conversation.ts";
import type { MemberFact } from "../domain/member.ts";
import type { Outcome } from "../domain/outcome.ts";
import { speak, type About } from "./speak.ts";
import type { Context, Effect, Input, Turn } from "./turn.ts";

/** Leaves a follower without a follow; what lasts is kept. */
export function asStranger(conversation: Conversation): Conversation {
  return { ...lasting(conversation), phase: "stranger" };
}

/** Asks for a contact; a code asked for before is no longer good. */
export function askingContact(conversation: Conversation): Conversation {
  return { ...lasting(conversation), phase: "asking-contact" };
}

/** Asks for the code of a challenge. */
export function askingCode(conversation: Conversation, challenge: Challenge): Conversation {
  return { ...lasting(conversation), phase: "asking-code", challenge };
}

/** Stands bound to a member, with or without the second verification still to come. */
export function standingAs(
  conversation: Conversation,
  phase: "confirming" | "followed",
  { userid, name }: Pick<MemberFact, "userid" | "name">,
): Conversation {
  return { ...lasting(conversation), phase, userid, name };
}

/** Lets an input pass: nothing changes, nothing is said, nothing is stored. */
export function ignored(conversation: Conversation): Turn {
  return { conversation, outcome: "ignored", replies: [], effects: [] };
}

/** Makes a turn that says its outcome in words. */
export function turnOf(
  conversation: Conversation,
  outcome: Outcome,
  { input, context, effects = [], ...about }: TurnParts,
): Turn {
  const { now, settings, reach } = context;
  const { follower } = input;
  const sentAt = conversation.sent.at(-1)?.at;
  const replies = speak(outcome, settings, { follower, now, reach, sentAt, ...about });
  return { conversation, outcome, replies, effects };
}

type TurnParts = Omit<About, "follower" | "now" | "reach" | "sentAt"> & {
  readonly input: Input;
  readonly context: Context;
  readonly effects?: readonly Effect[];
};

function lasting({
  wrongAt,
  sent,
  memory,
  lockTold,
}: Conversation): Pick<Conversation, "wrongAt" | "sent" | "memory" | "lockTold"> {
  return { wrongAt, sent, memory, ...(lockTold === undefined ? {} : { lockTold }) };
}
