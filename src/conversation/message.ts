import type { Conversation } from "../domain/conversation.ts";
import { alreadyBound } from "./binding.ts";
import { tryCode } from "./code.ts";
import { submitContact } from "./contact.ts";
import { followedBy, locked, prompted } from "./follow.ts";
import { isLocked } from "./limits.ts";
import { askingContact, ignored, turnOf } from "./standing.ts";
import type { Context, Input, Turn } from "./turn.ts";

/**
 * Answers a text, a picture, a place, a tap on the menu … A stranger's message counts as following,
 * a stranger's tap does not. Whoever is asked for something, and sends no text, is asked again.
 */
export function sent(conversation: Conversation, input: Input, context: Context): Turn {
  switch (conversation.phase) {
    case "stranger":
      return input.kind === "tapped"
        ? ignored(conversation)
        : followedBy(conversation, input, context);
    case "confirming":
    case "followed":
      return alreadyBound(conversation, input, context);
    case "asking-contact":
    case "asking-code":
      return isLocked(conversation, context.settings, context.now)
        ? locked(conversation, input, context)
        : understood(conversation, input, context);
  }
}

function understood(conversation: AwaitingText, input: Input, context: Context): Turn {
  const { intent } = context;
  switch (intent.kind) {
    case "code":
      return conversation.phase === "asking-code"
        ? tryCode(conversation, input, context)
        : prompted(conversation, input, context);
    case "change":
      return turnOf(askingContact(conversation), "prompted", { input, context });
    case "help":
      return turnOf(conversation, "helped", { input, context });
    case "contact":
      return submitContact(conversation, intent.contact, input, context);
    case "several":
      return turnOf(conversation, "contact-ambiguous", { input, context });
    case "other":
      return prompted(conversation, input, context);
  }
}

type AwaitingText = Extract<Conversation, { phase: "asking-contact" | "asking-code" }>;
