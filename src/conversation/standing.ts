import type { Challenge, Conversation } from "../domain/conversation.ts";
import type { MemberFact } from "../domain/member.ts";
import type { Outcome } from "../domain/outcome.ts";
import { speak, type About } from "./speak.ts";
import type { Context, Effect, Input, Turn } from "./turn.ts";

/** Returns the conversation of a follower who no longer follows; counts and memory are kept. */
export function asStranger(conversation: Conversation): Conversation {
  return { ...lasting(conversation), phase: "stranger" };
}

/** Returns the conversation as it asks for a contact; a code asked for before is no longer good. */
export function askingContact(conversation: Conversation): Conversation {
  return { ...lasting(conversation), phase: "asking-contact" };
}

/** Returns the conversation as it asks for the code of a challenge. */
export function askingCode(conversation: Conversation, challenge: Challenge): Conversation {
  return { ...lasting(conversation), phase: "asking-code", challenge };
}

/**
 * Returns the conversation of a follower bound to a member; `confirming`: second verification is
 * still to come.
 */
export function standingAs(
  conversation: Conversation,
  phase: "confirming" | "followed",
  { userid, name }: Pick<MemberFact, "userid" | "name">,
): Conversation {
  return { ...lasting(conversation), phase, userid, name };
}

/** Makes the turn of an input that is ignored: nothing changes, is answered or stored. */
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
