import type { Counter, Effect, Turn } from "../conversation/turn.ts";
import type { Contact } from "../domain/contact.ts";
import { identifierOf, identifiersOf } from "../domain/member.ts";
import { isSameStanding, standingAfter, type Standing } from "../domain/standing.ts";
import { dayOf } from "../domain/time.ts";
import { contactCounterKey, dayCounterKeptMs, seatsKey } from "../records/counters.ts";
import { conversationKey, putConversation } from "../records/conversations.ts";
import { contactPut } from "../records/follower-index.ts";
import { kinds } from "../records/kinds.ts";
import { memberKey, memberChange } from "../records/members.ts";
import { putOutgoing } from "../records/outbox.ts";
import { standingPuts } from "../records/standings.ts";
import type { Change, Key, Store } from "../store/store.ts";
import { memberRead, standingRead, type Answered, type Known } from "./known.ts";

/** What a turn is committed with. */
export type Basis = {
  readonly store: Store;
  readonly follower: string;
  readonly known: Known;
  /** What the turn's question has read, if it asked one. */
  readonly answered: Answered | undefined;
  /** What somebody else wants to have committed together with the turn. */
  readonly alongside: Partial<Change> | undefined;
  /** Real clock, ms. */
  readonly realNow: number;
};

/** A turn as a commit, or `stale` when what it rests on has changed already. */
export async function changeOf(turn: Turn, basis: Basis): Promise<Change | "stale"> {
  const { follower, known, alongside, realNow } = basis;
  const told: Change = {
    history: isAboutCode(known, turn) ? known.history : undefined,
    checks: [{ key: conversationKey(follower), version: known.version }],
    puts:
      turn.conversation === known.conversation
        ? []
        : [putConversation(follower, turn.conversation, realNow)],
    deletes: [],
    adds: [],
  };
  const standing = await standingPart(turn, basis);
  if (turn.effects.length === 0 && alongside === undefined && standing === undefined) return told;
  const parts: Change[] = [told, { ...nothing, ...alongside }, { ...nothing, ...standing }];
  for (const effect of turn.effects) {
    const part = await partOf(effect, basis);
    if (part === "stale") return part;
    parts.push({ ...nothing, ...part });
  }
  return {
    history: told.history,
    checks: parts.flatMap(({ checks }) => checks),
    puts: parts.flatMap(({ puts }) => puts),
    deletes: parts.flatMap(({ deletes }) => deletes),
    adds: parts.flatMap(({ adds }) => adds),
  };
}

/** A code is asked for and accepted in one history: what comes of it may not be kept in another. */
function isAboutCode({ conversation }: Known, turn: Turn): boolean {
  return [conversation, turn.conversation].some(({ phase }) => phase === "asking-code");
}

/** How the follower stands, if that changes; a stranger's is kept for as long as the conversation. */
async function standingPart(turn: Turn, basis: Basis): Promise<Partial<Change> | undefined> {
  const { follower: openid, known, realNow } = basis;
  const { profile, conversation, now } = known;
  const stays =
    turn.conversation.phase !== "stranger" && isSameStanding(turn.conversation, conversation);
  if (stays) return undefined;
  const before = await standingBefore(basis);
  const about = { openid, before, hasProfile: profile !== undefined, realNow };
  const isKept = before?.status === "none" && turn.conversation !== conversation;
  const after = standingAfter(before, turn, now) ?? (isKept ? before : undefined);
  return after && standingPuts({ ...about, after });
}

/** The check of the conversation holds for the standing too, since both change in one commit. */
async function standingBefore(basis: Basis): Promise<Standing | undefined> {
  const { store, follower, known, answered } = basis;
  // Where there is no conversation there is no standing either: both are tidied away together.
  if (known.version === "") return undefined;
  if (answered?.stands !== undefined) return answered.stands.standing;
  return standingRead(store, follower);
}

const nothing: Change = { checks: [], puts: [], deletes: [], adds: [] };

async function partOf(effect: Effect, basis: Basis): Promise<Partial<Change> | "stale"> {
  const { follower, known, realNow } = basis;
  const { now, settings, account } = known;
  switch (effect.type) {
    case "send-code": {
      const { challenge } = effect;
      const { language, codeLifetimeMinutes: minutes } = settings;
      const outgoing = { follower, challenge, language, account: account.name, minutes };
      const put = putOutgoing({ ...outgoing, due: now, attempts: 0 });
      return { puts: [put, ...repliedPuts(challenge.contact, basis)] };
    }
    case "bind-member":
      return bound(effect, basis);
    case "release-member":
      return releasedMember(effect.userid, basis);
    case "count": {
      const { date } = dayOf(now, settings.timeZone);
      const key = contactCounterKey(effect.counter, date, effect.contact);
      const keepUntil = realNow + dayCounterKeptMs;
      return { adds: [{ key, by: effect.by, max: effect.max, keepUntil }] };
    }
  }
}

/** By a contact that was replied a follower is found; by one in the profile anyway. */
function repliedPuts(contact: Contact, { follower, known, realNow }: Basis): Change["puts"] {
  const identifier = identifierOf(contact);
  const isInProfile = identifiersOf(known.profile ?? {}).some(
    ({ kind, value }) => kind === identifier.kind && value === identifier.value,
  );
  if (isInProfile) return [];
  const keepUntil = realNow + kinds.followerContacts.keptUntil.ms;
  return [{ ...contactPut(follower, identifier), keepUntil }];
}

async function bound(
  { userid, seat }: Extract<Effect, { type: "bind-member" }>,
  { store, follower, known, answered }: Basis,
): Promise<Partial<Change> | "stale"> {
  const { member, version } = answered?.read ?? (await memberRead(store, userid));
  const taken = member?.boundTo !== undefined && member.boundTo !== follower;
  // The turn was decided on a copy of these facts, read a moment before.
  if (member === undefined || !member.enabled || taken) return "stale";
  return {
    ...memberChange(member, { ...member, boundTo: follower }),
    checks: [{ key: memberKey(userid), version }],
    adds: seat ? [{ key: seatsKey, by: 1, max: known.account.seats }] : [],
  };
}

async function releasedMember(
  userid: string,
  { store, follower, alongside }: Basis,
): Promise<Partial<Change>> {
  const freed = [{ key: seatsKey, by: -1 }];
  if (writes(alongside, memberKey(userid))) return { adds: freed };
  const { member, version } = await memberRead(store, userid);
  if (member?.boundTo !== follower) return { adds: freed };
  const { boundTo: _released, ...rest } = member;
  return {
    ...memberChange(member, rest),
    checks: [{ key: memberKey(userid), version }],
    adds: freed,
  };
}

function writes({ puts = [], deletes = [] }: Partial<Change> = {}, wanted: Key): boolean {
  return deletes.includes(wanted) || puts.some(({ key }) => key === wanted);
}

/** Says which of the conversation's counters a key is. */
export function counterOf(key: Key): Counter {
  if (key === seatsKey) return "seats";
  return key.startsWith("counters/contact-sends/") ? "contact-sends" : "contact-wrong";
}
