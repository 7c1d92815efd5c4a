import type { Conversation } from "../domain/conversation.ts";
import { bindNow, confirmed, released } from "./binding.ts";
import { followedBy } from "./follow.ts";
import { broughtToToday } from "./limits.ts";
import { sent } from "./message.ts";
import { ignored } from "./standing.ts";
import { isMessage, type Context, type Input, type Turn } from "./turn.ts";

/**
 * Decides what one input brings about. Pure and total: the same arguments give the same turn, no
 * argument is changed, and every phase answers every input. The caller reads the answer to `asks`
 * first, and commits the turn as a whole or reads everything again.
 */
export function converse(before: Conversation, input: Input, context: Context): Turn {
  const conversation = broughtToToday(before, context.settings, context.now);
  switch (input.kind) {
    case "followed":
      return followedBy(conversation, input, context);
    case "unfollowed":
      return released(conversation, "unfollowed");
    case "tapped":
      return sent(conversation, input, context);
    case "bind":
      return bindNow(conversation, input, context);
    case "release":
      return released(conversation, "released");
    case "confirm":
      return confirmed(conversation, input, context);
    case "unlock":
      return unlocked(conversation);
    default:
      return isMessage(input) ? sent(conversation, input, context) : ignored(conversation);
  }
}

function unlocked(conversation: Conversation): Turn {
  if (conversation.wrongAt.length === 0) return ignored(conversation);
  const { lockTold: _forgotten, ...rest } = conversation;
  return {
    conversation: { ...rest, wrongAt: [] },
    outcome: "unlocked",
    replies: [],
    effects: [],
  };
}
