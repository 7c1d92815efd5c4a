import type { Contact } from "../domain/contact.ts";
import { contactsMeant } from "../domain/contacts-in-text.ts";
import { isGood, type Conversation } from "../domain/conversation.ts";
import { matchedBy } from "../domain/settings.ts";
import { isMessage } from "./inputs.ts";
import { isLocked } from "./limits.ts";
import type { Context, Input, Question } from "./turn.ts";
import { triedCode, wishOf } from "./words.ts";

/** Says what else must be known to answer an input; a locked follower's texts ask for nothing. */
export function asks(
  conversation: Conversation,
  input: Input,
  context: Pick<Context, "settings" | "now" | "history">,
): Question | undefined {
  const { phase } = conversation;
  const { settings, now } = context;
  if (input.kind === "bind") return { kind: "member", userid: input.userid };
  if (phase === "confirming" || phase === "followed") return undefined;
  if (input.kind === "followed" || (phase === "stranger" && isMessage(input))) {
    const by = matchedBy(settings);
    return by.length === 0 ? undefined : { kind: "profile", by };
  }
  if (phase === "stranger" || input.kind !== "said") return undefined;
  if (isLocked(conversation, settings, now)) return undefined;
  return aboutText(conversation, input.text, context);
}

function aboutText(
  conversation: Conversation,
  text: string,
  context: Pick<Context, "now" | "history">,
): Question | undefined {
  if (conversation.phase === "asking-code") {
    const { challenge } = conversation;
    const tried = triedCode(text, challenge.digits);
    if (tried !== undefined) {
      return isGood(challenge, context) ? { kind: "challenge", challenge, tried } : undefined;
    }
  }
  const contact = contactMeant(conversation, text);
  return contact === undefined || contact === "several" ? undefined : { kind: "contact", contact };
}

/** Finds the contact that a text asks a code for: one it names, or with "resend" the last one. */
export function contactMeant(
  conversation: Conversation,
  text: string,
): Contact | "several" | undefined {
  if (wishOf(text) === "resend") {
    return conversation.phase === "asking-code" ? conversation.challenge.contact : undefined;
  }
  const [contact, ...more] = contactsMeant(text);
  return more.length === 0 ? contact : "several";
}
