import { contactKey, type Contact } from "../domain/contact.ts";
import type { Conversation } from "../domain/conversation.ts";
import type { Settings } from "../domain/settings.ts";
import { dayOf } from "../domain/time.ts";

const kept = 20;

/** Whether a follower has used up today's wrong codes and is not heard until midnight. */
export function isLocked(conversation: Conversation, settings: Settings, now: number): boolean {
  if (conversation.wrongAt.length === 0) return false;
  return wrongToday(conversation, settings, now) >= settings.wrongCodesPerDay;
}

/** Counts today's wrong codes; those of a later day (a clock set back) count as today's. */
export function wrongToday(conversation: Conversation, settings: Settings, now: number): number {
  const { start } = dayOf(now, settings.timeZone);
  return conversation.wrongAt.filter((at) => at >= start).length;
}

/** Notes one more wrong code. */
export function withWrongCode(conversation: Conversation, now: number): Conversation {
  return { ...conversation, wrongAt: [...conversation.wrongAt, now].slice(-kept) };
}

/** Notes one more code asked for. */
export function withSend<T extends Conversation>(
  conversation: T,
  contact: Contact,
  now: number,
): T {
  const send = { contact: contactKey(contact), at: now };
  return { ...conversation, sent: [...conversation.sent, send].slice(-kept) };
}

/** Whether a follower has had today's codes. */
export function sendsUsedUp(conversation: Conversation, settings: Settings, now: number): boolean {
  const { start } = dayOf(now, settings.timeZone);
  return conversation.sent.filter(({ at }) => at >= start).length >= settings.sendsPerDay;
}

/** Says how long (s) a follower has to wait for another code to the same contact; 0: not at all. */
export function secondsToWait(
  conversation: Conversation,
  contact: Contact,
  settings: Settings,
  now: number,
): number {
  const key = contactKey(contact);
  const times = conversation.sent.filter((send) => send.contact === key).map(({ at }) => at);
  const last = times.at(-1);
  if (last === undefined) return 0;
  const { start } = dayOf(now, settings.timeZone);
  const today = times.filter((at) => at >= start).length;
  const steps = settings.resendAfterSeconds;
  const step = steps[Math.min(Math.max(today, 1), steps.length) - 1] ?? 0;
  // A clock set back would otherwise make the wait as long as it was set back.
  const waited = Math.max(now - last, 0);
  return Math.max(0, Math.ceil(step - waited / 1000));
}
