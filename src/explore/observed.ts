import { wishOf } from "../conversation/words.ts";
import { defaultSettings, triesPerCode, type Settings } from "../domain/settings.ts";
import { dayOf } from "../domain/time.ts";
import type { Reply } from "../domain/reply.ts";
import type { Action } from "../domain/action.ts";
import type { Arrival } from "../talk/play/target.ts";
import {
  addressIn,
  codeIn,
  fullWords,
  isSuccess,
  says,
  takenWords,
  textOfReply,
} from "./reading.ts";

/** Somebody in a walk, and what can be known of this person from outside. */
export type Person = {
  readonly name: string;
  /** The member whom the platform knows this person to be, if any. */
  readonly matches: string | undefined;
  /** What the last answer about it told this person. */
  standing: "none" | "confirming" | "followed";
  /** Whose place this person has taken. */
  member: string | undefined;
  readonly codes: Issued[];
  /** Moments of wrong codes. */
  readonly wrongAt: number[];
  isToldOfLock: boolean;
};

/** A code that arrived. */
export type Issued = {
  /** As talks call it. */
  readonly name: string;
  readonly code: string;
  readonly to: string;
  readonly at: number;
  readonly expires: number;
  wrong: number;
  state: "good" | "accepted" | "dead";
};

/** What could be seen of one action. */
export type Seen = {
  readonly person: Person;
  readonly act: Action;
  readonly reply: Reply | undefined;
  readonly problem: string | undefined;
  readonly arrivals: readonly Arrival[];
  /** What the world says of the person; undefined where it cannot be asked. */
  readonly status: string | undefined;
};

/** A contact that people name, and whose it is. */
export type KnownContact = {
  readonly to: string;
  /** Nobody's: no code may ever arrive there. */
  readonly userid: string | undefined;
};

/** The observed model: what a walk has shown so far, seen from outside. */
export type Observed = {
  readonly people: readonly Person[];
  readonly contacts: readonly KnownContact[];
  readonly seats: number;
  /** Who named an address or asked for it again, each time. */
  readonly asked: Map<string, readonly Person[]>;
  readonly arrived: Arrival[];
  settings: Settings;
  now: number;
};

/** Begins a model that has observed nothing. */
export function createObserved(begin: {
  readonly people: readonly Pick<Person, "name" | "matches">[];
  readonly contacts: readonly KnownContact[];
  readonly seats: number;
  readonly settings: Partial<Settings>;
  readonly now: number;
}): Observed {
  return {
    ...begin,
    people: begin.people.map((person) => ({
      ...person,
      standing: "none",
      member: undefined,
      codes: [],
      wrongAt: [],
      isToldOfLock: false,
    })),
    settings: { ...defaultSettings, ...begin.settings },
    asked: new Map(),
    arrived: [],
  };
}

/** Takes what was seen into the model; it has been judged before. */
export function note(observed: Observed, seen: Seen): void {
  const { person, act, reply, arrivals } = seen;
  const { now } = observed;
  const said = act.action === "say" ? codeIn(act.text) : undefined;
  if (said !== undefined && (says(reply, fullWords) || says(reply, takenWords))) spend(person);
  if (reply !== undefined && isSuccess(reply)) {
    const proof = person.codes.find(({ code, state }) => code === said && state === "good");
    if (proof !== undefined) proof.state = "accepted";
    if (person.standing === "none") {
      person.member = proof === undefined ? person.matches : memberAt(observed, proof.to);
    }
    person.standing = reply.type === "news" ? "confirming" : "followed";
  } else if (isWrongCode(observed, seen)) {
    person.wrongAt.push(now);
    person.isToldOfLock = false;
    const last = person.codes.at(-1);
    if (last !== undefined) last.wrong += 1;
    if (last !== undefined && last.wrong >= triesPerCode) last.state = "dead";
  }
  if (textOfReply(reply) === observed.settings.lockedReply) person.isToldOfLock = true;
  if (act.action === "unfollow") {
    person.standing = "none";
    person.member = undefined;
    spend(person);
  }
  for (const arrival of arrivals) issue(observed, arrival);
}

function spend({ codes }: Person): void {
  for (const issued of codes) if (issued.state === "good") issued.state = "dead";
}

function issue(observed: Observed, arrival: Arrival): void {
  observed.arrived.push(arrival);
  const { code, to } = arrival;
  // It may arrive late, during somebody else's action.
  const person = observed.asked.get(to)?.at(-1);
  if (code === undefined || person === undefined) return;
  spend(person);
  const count = observed.people.reduce((sum, { codes }) => sum + codes.length, 1);
  const name = count === 1 ? "code" : `code${count}`;
  const { now, settings } = observed;
  const expires = now + settings.codeLifetimeMinutes * 60_000;
  person.codes.push({ name, code, to, at: now, expires, wrong: 0, state: "good" });
}

/** Whose contact an address is; undefined: nobody's. */
export function memberAt({ contacts }: Observed, address: string): string | undefined {
  return contacts.find(({ to }) => to === address)?.userid;
}

/** The members whom a person has asked a code for, answered or not. */
export function membersAsked(observed: Observed, person: Person): readonly string[] {
  return [...observed.asked].flatMap(([to, people]) =>
    people.includes(person) ? (memberAt(observed, to) ?? []) : [],
  );
}

function isWrongCode({ settings }: Observed, { person, act, reply }: Seen): boolean {
  return (
    person.standing === "none" &&
    act.action === "say" &&
    codeIn(act.text) !== undefined &&
    textOfReply(reply) === settings.failureReminder
  );
}

/** Says whether a person has used up today's wrong codes. */
export function isLockedOut({ settings, now }: Observed, { wrongAt, standing }: Person): boolean {
  const { start } = dayOf(now, settings.timeZone);
  const today = wrongAt.filter((at) => at >= start).length;
  return standing === "none" && today >= settings.wrongCodesPerDay;
}

/** Says whether the next thing that a person does may bind without a code. */
export function isMatched({ matches, standing }: Person, { autoMatch }: Settings): boolean {
  return matches !== undefined && standing === "none" && autoMatch !== "off";
}

/** Says which address an action asks a code for: the one it names, or with "resend" the last one. */
export function addressAsked(
  { codes }: Pick<Person, "codes">,
  { action, text }: Action,
): string | undefined {
  if (action !== "say") return undefined;
  return wishOf(text) === "resend" ? codes.at(-1)?.to : addressIn(text);
}
