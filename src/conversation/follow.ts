import { isGood, type Conversation } from "../domain/conversation.ts";
import { alreadyBound, boundAs } from "./binding.ts";
import { isLocked } from "./limits.ts";
import { askingContact, turnOf } from "./standing.ts";
import type { Context, Input, Turn } from "./turn.ts";

/**
 * Answers a follow: a profile that matches a member binds at once, even while locked; otherwise a
 * contact is asked for.
 */
export function followedBy(conversation: Conversation, input: Input, context: Context): Turn {
  if (conversation.phase === "confirming" || conversation.phase === "followed") {
    return alreadyBound(conversation, input, context);
  }
  if (context.member !== undefined) return boundAs(conversation, context.member, input, context);
  if (isLocked(conversation, context.settings, context.now)) {
    const asking = conversation.phase === "stranger" ? askingContact(conversation) : conversation;
    return locked(asking, input, context);
  }
  return prompted(conversation, input, context);
}

/** Asks again for what the conversation waits for: a contact, or a code that is still good. */
export function prompted(conversation: Conversation, input: Input, context: Context): Turn {
  if (conversation.phase !== "asking-code") {
    const asking =
      conversation.phase === "asking-contact" ? conversation : askingContact(conversation);
    return turnOf(asking, "prompted", { input, context });
  }
  const { challenge } = conversation;
  if (!isGood(challenge, context)) {
    return turnOf(askingContact(conversation), "code-expired", { input, context });
  }
  return turnOf(conversation, "code-awaited", { input, context, challenge });
}

/** Answers a locked follower: with `lockedReply` once, and then not at all until midnight. */
export function locked(conversation: Conversation, input: Input, context: Context): Turn {
  const lastWrong = conversation.wrongAt.at(-1) ?? 0;
  const told = conversation.lockTold !== undefined && conversation.lockTold >= lastWrong;
  const silent = { conversation, outcome: "locked-today", replies: [], effects: [] } as const;
  if (told) return silent;
  const turn = turnOf(conversation, "locked-today", { input, context });
  if (turn.replies.length === 0) return silent;
  return { ...turn, conversation: { ...conversation, lockTold: context.now } };
}
