import type { Said } from "../domain/callback.ts";
import type { Conversation } from "../domain/conversation.ts";
import { contactMeant } from "./asks.ts";
import { alreadyBound } from "./binding.ts";
import { submitContact } from "./contact.ts";
import { followedBy, locked, prompted } from "./follow.ts";
import { isLocked } from "./limits.ts";
import { askingContact, turnOf, ignored } from "./standing.ts";
import { tryCode } from "./code.ts";
import type { Context, Input, Turn } from "./turn.ts";
import { triedCode, wishOf } from "./words.ts";

/** Answers a text. A stranger's counts as following. */
export function said(conversation: Conversation, input: Said, context: Context): Turn {
  switch (conversation.phase) {
    case "stranger":
      return followedBy(conversation, input, context);
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

function understood(conversation: Conversation, input: Said, context: Context): Turn {
  if (conversation.phase === "asking-code") {
    const tried = triedCode(input.text, conversation.challenge.digits);
    if (tried !== undefined) return tryCode(conversation, input, context);
  }
  const wish = wishOf(input.text);
  if (wish === "change") return turnOf(askingContact(conversation), "prompted", { input, context });
  if (wish === "help") return turnOf(conversation, "helped", { input, context });
  const contact = contactMeant(conversation, input.text);
  if (contact === undefined) return prompted(conversation, input, context);
  return contact === "several"
    ? turnOf(conversation, "contact-ambiguous", { input, context })
    : submitContact(conversation, contact, input, context);
}

/** Answers a picture, a place, a tap on the menu …: asks again for what is being waited for. */
export function sentSomethingElse(
  conversation: Conversation,
  input: Input,
  context: Context,
): Turn {
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
        : prompted(conversation, input, context);
  }
}
