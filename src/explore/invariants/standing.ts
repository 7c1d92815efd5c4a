import { wishOf } from "../../conversation/words.ts";
import { writeText, writeTurn } from "../../talk/notation.ts";
import {
  isLockedOut,
  isMatched,
  memberAt,
  membersAsked,
  type Ledger,
  type Person,
  type Seen,
} from "../ledger.ts";
import { addressIn, codeIn, fullWords, isSuccess, says, takenWords, textOf } from "../reading.ts";
import { notSaying, notSuccess, type Broken } from "./broken.ts";

/** An answer to somebody who has used up the wrong codes of the day. */
export function heardWhenLocked(seen: Seen, ledger: Ledger): Broken | undefined {
  const { person, act, reply } = seen;
  if (!isLockedOut(ledger, person) || isMatched(person, ledger.settings) || reply === undefined)
    return undefined;
  const { lockedReply } = ledger.settings;
  const isDue = lockedReply !== "" && !person.isToldOfLock;
  if (isDue && textOf(reply) === lockedReply) return undefined;
  const instead = `${person.name} was answered although locked, to ${act.text || act.deed}`;
  const expected = isDue ? writeText(lockedReply) : "(nothing)";
  return { instead, lines: writeTurn(person.name, "<", expected) };
}

/** Silence where somebody may expect an answer. */
export function unanswered(seen: Seen, ledger: Ledger): Broken | undefined {
  const { person, act, reply } = seen;
  const isHeard = ["say", "image", "location", "follow"].includes(act.deed);
  if (!isHeard || reply !== undefined || isLockedOut(ledger, person)) return undefined;
  const instead = `${person.name} was not answered`;
  return { instead, lines: writeTurn(person.name, "<", "{{any}}") };
}

/** A seat too many, or one that is free and not given. */
export function seatsMiscounted(seen: Seen, ledger: Ledger): Broken | undefined {
  const { person, reply } = seen;
  const taken = ledger.people.filter(({ standing }) => standing !== "none").length;
  if (reply === undefined) return undefined;
  if (isSuccess(reply) && person.standing === "none" && taken >= ledger.seats) {
    return notSuccess(seen, `${taken} of ${ledger.seats} seats were taken, and one more was given`);
  }
  if (!says(reply, fullWords) || taken >= ledger.seats) return undefined;
  const instead = `no seat was left, with ${taken} of ${ledger.seats} taken`;
  return { instead, lines: [notSaying(seen, fullWords)] };
}

/** A member whom two follow as, or nobody may although nobody does. */
export function memberShared(seen: Seen, ledger: Ledger): Broken | undefined {
  const { person, reply, act } = seen;
  if (reply === undefined || person.standing !== "none") return undefined;
  const said = act.deed === "say" ? act.text : "";
  const proof = person.codes.findLast(({ code }) => code === codeIn(said))?.to;
  const proved = proof === undefined ? person.matches : memberAt(ledger, proof);
  const isAgain = wishOf(said) === "resend";
  const named = isAgain ? membersAsked(ledger, person) : [memberAt(ledger, addressIn(said) ?? "")];
  const holderOf = (member: string | undefined): Person | undefined =>
    ledger.people.find((other) => other !== person && other.member === member && member);
  const holder = holderOf(proved);
  if (isSuccess(reply) && holder !== undefined) {
    return notSuccess(seen, `${person.name} took the place of ${holder.name}`);
  }
  const isTaken = [proved, ...named, person.matches].some(
    (member) => holderOf(member) !== undefined,
  );
  if (!says(reply, takenWords) || isTaken) return undefined;
  return { instead: "nobody follows as that member", lines: [notSaying(seen, takenWords)] };
}

/** A status that is not what the follower was told. */
export function standsOtherwise(seen: Seen): Broken | undefined {
  const { person, act, reply, status } = seen;
  if (status === undefined) return undefined;
  const isTold = reply !== undefined && isSuccess(reply);
  const shouldStand = act.deed !== "unfollow" && (isTold || person.standing !== "none");
  const stands = status === "followed" || status === "confirming";
  if (stands === shouldStand) return undefined;
  const wanted = shouldStand ? "followed|confirming" : "none|unverified";
  const instead = `${person.name}'s status is ${status}`;
  return { instead, lines: [`? ${person.name}.status = {{/${wanted}/}}`] };
}
