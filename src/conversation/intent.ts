import { contactsMeant } from "../domain/contacts-in-text.ts";
import type { Conversation } from "../domain/conversation.ts";
import { isLocked } from "./limits.ts";
import type { Context, Input, Intent } from "./turn.ts";
import { triedCode, wishOf } from "./words.ts";

const other: Intent = { kind: "other" };

/**
 * Reads what an input asks for, once a turn: `asks` and `converse` both take it. `other` unless a
 * follower who is asked for a contact or a code, and is not locked, says something that is one.
 */
export function intentOf(
  conversation: Conversation,
  input: Input,
  { settings, now }: Pick<Context, "settings" | "now">,
): Intent {
  const { phase } = conversation;
  const isAsked = phase === "asking-contact" || phase === "asking-code";
  if (input.kind !== "said" || !isAsked || isLocked(conversation, settings, now)) return other;
  const { text } = input;
  const challenge = phase === "asking-code" ? conversation.challenge : undefined;
  const digits = challenge && triedCode(text, challenge.digits);
  if (digits !== undefined) return { kind: "code", digits };
  const wish = wishOf(text);
  if (wish === "resend") return challenge ? { kind: "contact", contact: challenge.contact } : other;
  if (wish !== undefined) return { kind: wish };
  const [contact, ...more] = contactsMeant(text);
  if (contact === undefined) return other;
  return more.length === 0 ? { kind: "contact", contact } : { kind: "several" };
}
