import type { Contact } from "../domain/contact.ts";
import type { Challenge, Conversation } from "../domain/conversation.ts";
import { isReached } from "../domain/reach.ts";
import { triesPerCode } from "../domain/settings.ts";
import { refusalOf } from "./binding.ts";
import {
  mostWrongOfContact,
  secondsToWait,
  sendsTo,
  sendsUsedUp,
  shareOf,
  withSend,
} from "./limits.ts";
import { askingCode, turnOf } from "./standing.ts";
import type { Context, Effect, Input, Turn } from "./turn.ts";

/** Answers a contact: a code goes there if it belongs to a member, or a limit says why not. */
export function submitContact(
  conversation: Conversation,
  contact: Contact,
  input: Input,
  context: Context,
): Turn {
  const { now, settings, member } = context;
  const parts = { input, context };
  // Reach and limits come first and know nothing of the book, so that they cannot give it away.
  if (!isReached(contact, context.reach)) {
    return turnOf(conversation, "contact-unreachable", parts);
  }
  const seconds = secondsToWait(conversation, contact, settings, now);
  if (sendsUsedUp(conversation, settings, now)) {
    return turnOf(conversation, "sends-used-up", parts);
  }
  if (seconds > 0) return turnOf(conversation, "resend-too-soon", { ...parts, seconds });
  if (settings.disclosure === "faithful") {
    if (member === undefined) return turnOf(conversation, "contact-unknown", parts);
    const refusal = refusalOf(member, input, context);
    if (refusal !== undefined) return turnOf(conversation, refusal, parts);
  }
  if (context.full.has("contact-sends") || context.full.has("contact-wrong")) {
    return turnOf(conversation, "sends-used-up", parts);
  }
  const challenge = challengeFor(contact, context);
  return turnOf(askingCode(withSend(conversation, contact, now), challenge), "code-sent", {
    ...parts,
    challenge,
    effects: [{ type: "send-code", challenge }, ...countedSend(conversation, contact, context)],
  });
}

function challengeFor(
  contact: Contact,
  { now, settings, history, challengeId, member }: Context,
): Challenge {
  return {
    id: challengeId,
    contact,
    digits: settings.codeLength,
    issued: now,
    expires: now + settings.codeLifetimeMinutes * 60_000,
    triesLeft: triesPerCode,
    ...(history === "" ? {} : { history }),
    ...(member === undefined ? {} : { userid: member.userid }),
  };
}

function countedSend(
  conversation: Conversation,
  contact: Contact,
  { settings, now }: Context,
): readonly Effect[] {
  const had = sendsTo(conversation, contact, settings, now);
  const mostSends = shareOf(settings.sendsPerContactPerDay, had);
  const mostWrong = mostWrongOfContact(conversation, settings, now);
  return [
    { type: "count", counter: "contact-sends", contact, by: 1, max: mostSends },
    // No code where every try would be refused.
    { type: "count", counter: "contact-wrong", contact, by: 0, max: mostWrong - 1 },
  ];
}
