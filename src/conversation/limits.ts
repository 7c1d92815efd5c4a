import { contactKey, type Contact } from "../domain/contact.ts";
import type { Conversation } from "../domain/conversation.ts";
import type { Settings } from "../domain/settings.ts";
import { dayOf } from "../domain/time.ts";

const kept = 20;

/** Says whether a follower has used up today's wrong codes and is locked until midnight. */
export function isLocked(conversation: Conversation, settings: Settings, now: number): boolean {
  if (conversation.wrongAt.length === 0) return false;
  return wrongToday(conversation, settings, now) >= settings.wrongCodesPerDay;
}

/** Counts today's wrong codes; those of a later day (a clock set back) count as today's. */
export function wrongToday(conversation: Conversation, settings: Settings, now: number): number {
  const { start } = dayOf(now, settings.timeZone);
  return conversation.wrongAt.filter((at) => at >= start).length;
}

/**
 * Mends the times of wrong codes and sends after the clock was set back. One that lies after
 * tomorrow is moved to the beginning of today; otherwise it would count on every day until then.
 * One that lies on tomorrow is left there and counts today: so a clock that goes back over midnight
 * for a moment does not give a follower a second day's tries. Returns the same conversation when
 * nothing is to be mended.
 */
export function broughtToToday(
  conversation: Conversation,
  settings: Settings,
  now: number,
): Conversation {
  const { wrongAt, sent, lockTold } = conversation;
  if (wrongAt.length === 0 && sent.length === 0) return conversation;
  const { start, end } = dayOf(now, settings.timeZone);
  if (Math.max(...wrongAt, ...sent.map(({ at }) => at)) < end) return conversation;
  const tomorrow = dayOf(end, settings.timeZone);
  const isLater = (at: number): boolean => at >= tomorrow.end;
  if (!wrongAt.some(isLater) && !sent.some(({ at }) => isLater(at))) return conversation;
  const brought = (at: number): number => (isLater(at) ? start : at);
  return {
    ...conversation,
    wrongAt: wrongAt.map(brought),
    sent: sent.map(({ contact, at }) => ({ contact, at: brought(at) })),
    ...(lockTold === undefined ? {} : { lockTold: brought(lockTold) }),
  };
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

/** Counts the codes that a follower has had today to one contact. */
export function sendsTo(
  conversation: Conversation,
  contact: Contact,
  settings: Settings,
  now: number,
): number {
  const key = contactKey(contact);
  const { start } = dayOf(now, settings.timeZone);
  return conversation.sent.filter((send) => send.contact === key && send.at >= start).length;
}

/**
 * Returns how many of a contact's codes, or wrong tries, of a day may be used up for this follower
 * to get another: one less for each that the follower has `had`. Of five codes one follower gets
 * three, so that a stranger cannot use up the owner's day.
 */
export function shareOf(limit: number, had: number): number {
  return Math.max(1, limit - had);
}

/** Returns how many wrong codes a contact may have had today for this follower to try another. */
export function mostWrongOfContact(
  conversation: Conversation,
  settings: Settings,
  now: number,
): number {
  return shareOf(settings.wrongCodesPerContactPerDay, wrongToday(conversation, settings, now));
}

/**
 * Returns how long (s) a follower has to wait for another code to the same contact; 0: not at all.
 */
export function secondsToWait(
  conversation: Conversation,
  contact: Contact,
  settings: Settings,
  now: number,
): number {
  const key = contactKey(contact);
  const last = conversation.sent.findLast((send) => send.contact === key)?.at;
  if (last === undefined) return 0;
  const today = sendsTo(conversation, contact, settings, now);
  const steps = settings.resendAfterSeconds;
  const step = steps[Math.min(Math.max(today, 1), steps.length) - 1] ?? 0;
  const wait = Math.ceil(step - (now - last) / 1000);
  // So long a wait means that the clock was set back since the last code was sent: no wait then.
  return wait > 2 * step ? 0 : Math.max(0, wait);
}
