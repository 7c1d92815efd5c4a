import { wishOf } from "../../conversation/words.ts";
import { writeText, writeTurn } from "../../talk/notation.ts";
import {
  isLockedOut,
  isMatched,
  memberAt,
  membersAsked,
  type Observed,
  type Person,
  type Seen,
} from "../observed.ts";
import {
  addressIn,
  codeIn,
  fullWords,
  isSuccess,
  says,
  takenWords,
  textOfReply,
} from "../reading.ts";
import { notSaying, notSuccess, type Broken } from "./broken.ts";

/** An answer to somebody who has used up the wrong codes of the day. */
export function heardWhenLocked(seen: Seen, observed: Observed): Broken | undefined {
  const { person, act, reply } = seen;
  if (!isLockedOut(observed, person) || isMatched(person, observed.settings) || reply === undefined)
    return undefined;
  const { lockedReply } = observed.settings;
  const isDue = lockedReply !== "" && !person.isToldOfLock;
  if (isDue && textOfReply(reply) === lockedReply) return undefined;
  const instead = `${person.name} was answered although locked, to ${act.text || act.action}`;
  const expected = isDue ? writeText(lockedReply) : "(nothing)";
  return { instead, lines: writeTurn(person.name, "<", expected) };
}

/** Silence where somebody may expect an answer. */
export function unanswered(seen: Seen, observed: Observed): Broken | undefined {
  const { person, act, reply } = seen;
  const isHeard = ["say", "image", "location", "follow"].includes(act.action);
  if (!isHeard || reply !== undefined || isLockedOut(observed, person)) return undefined;
  const instead = `${person.name} was not answered`;
  return { instead, lines: writeTurn(person.name, "<", "{{any}}") };
}

/** A seat too many, or one that is free and not given. */
export function seatsMiscounted(seen: Seen, observed: Observed): Broken | undefined {
  const { person, reply } = seen;
  const taken = observed.people.filter(({ standing }) => standing !== "none").length;
  if (reply === undefined) return undefined;
  if (isSuccess(reply) && person.standing === "none" && taken >= observed.seats) {
    return notSuccess(
      seen,
      `${taken} of ${observed.seats} seats were taken, and one more was given`,
    );
  }
  if (!says(reply, fullWords) || taken >= observed.seats) return undefined;
  const instead = `no seat was left, with ${taken} of ${observed.seats} taken`;
  return { instead, lines: [notSaying(seen, fullWords)] };
}

/** A member whom two follow as, or nobody may although nobody does. */
export function memberShared(seen: Seen, observed: Observed): Broken | undefined {
  const { person, reply, act } = seen;
  if (reply === undefined || person.standing !== "none") return undefined;
  const said = act.action === "say" ? act.text : "";
  const proof = person.codes.findLast(({ code }) => code === codeIn(said))?.to;
  const proved = proof === undefined ? person.matches : memberAt(observed, proof);
  const isAgain = wishOf(said) === "resend";
  const named = isAgain
    ? membersAsked(observed, person)
    : [memberAt(observed, addressIn(said) ?? "")];
  const holderOf = (member: string | undefined): Person | undefined =>
    observed.people.find((other) => other !== person && other.member === member && member);
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
  const shouldStand = act.action !== "unfollow" && (isTold || person.standing !== "none");
  const stands = status === "followed" || status === "confirming";
  if (stands === shouldStand) return undefined;
  const wanted = shouldStand ? "followed|confirming" : "none|unverified";
  const instead = `${person.name}'s status is ${status}`;
  return { instead, lines: [`? ${person.name}.status = {{/${wanted}/}}`] };
}
