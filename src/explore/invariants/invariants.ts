import type { Observed, Seen } from "../observed.ts";
import type { Broken } from "./broken.ts";
import {
  acceptedAfterLeaving,
  acceptedDead,
  acceptedFromOthers,
  acceptedTwice,
  unproved,
} from "./codes.ts";
import { sentAstray, sentMoreThanAsked, sentTooOften, sentTwice } from "./sends.ts";
import {
  heardWhenLocked,
  memberShared,
  seatsMiscounted,
  standsOtherwise,
  unanswered,
} from "./standing.ts";

/** A promise that was broken. */
export type Violation = Broken & {
  /** As a file's name has it. */
  readonly name: string;
  readonly promise: string;
};

/** A promise, and how to see that it is broken. */
export type Invariant = {
  readonly name: string;
  readonly promise: string;
  /**
   * `anywhere`: any bot has to keep it; `with-inbox`: any bot, and only who sees its codes can judge;
   * `here`: only who knows this assistant's rules can.
   */
  readonly holds: "anywhere" | "with-inbox" | "here";
  readonly judge: (seen: Seen, observed: Observed) => Broken | undefined;
};

/** Judges what was seen; the first promise that is broken is answered. */
export function judge(
  invariants: readonly Invariant[],
  seen: Seen,
  observed: Observed,
): Violation | undefined {
  for (const { name, promise, judge: broken } of invariants) {
    const found = broken(seen, observed);
    if (found !== undefined) return { name, promise, ...found };
  }
  return undefined;
}

/** All that walks look for. */
export const invariants: readonly Invariant[] = [
  {
    name: "copies-alike",
    promise: "a callback that is delivered again is answered alike",
    holds: "anywhere",
    judge: ({ problem }) =>
      problem?.startsWith("copy ") === true ? { instead: problem, lines: [] } : undefined,
  },
  {
    name: "answered",
    promise: "every callback is answered with 200, within 5 s, by nothing or by a right reply",
    holds: "anywhere",
    judge: ({ problem }) => (problem === undefined ? undefined : { instead: problem, lines: [] }),
  },
  {
    name: "one-send",
    promise: "a request sends one code, however often it is delivered",
    holds: "with-inbox",
    judge: sentMoreThanAsked,
  },
  {
    name: "one-send",
    promise: "a request sends one code, however often it is delivered",
    holds: "here",
    judge: sentTwice,
  },
  {
    name: "only-the-book",
    promise: "no code goes to an address that is not in the book, or that nobody named",
    holds: "with-inbox",
    judge: sentAstray,
  },
  {
    name: "code-once",
    promise: "a code is accepted once",
    holds: "with-inbox",
    judge: acceptedAfterLeaving,
  },
  {
    name: "code-once",
    promise: "a code is accepted once",
    holds: "here",
    judge: acceptedTwice,
  },
  {
    name: "own-code",
    promise: "a code is accepted from the follower who asked for it only",
    holds: "with-inbox",
    judge: acceptedFromOthers,
  },
  {
    name: "dead-code",
    promise: "a code that expired, or that another one replaced, is not accepted",
    holds: "here",
    judge: acceptedDead,
  },
  {
    name: "proof",
    promise: "nobody is verified without a code or a match, and success is told once",
    holds: "here",
    judge: unproved,
  },
  {
    name: "day-limit",
    promise: "after the day's wrong codes a follower hears nothing until midnight",
    holds: "here",
    judge: heardWhenLocked,
  },
  {
    name: "sends-limit",
    promise: "no more codes are sent a day than the settings say",
    holds: "here",
    judge: sentTooOften,
  },
  {
    name: "seats",
    promise: "as many seats are taken as followers are bound, and no more than there are",
    holds: "here",
    judge: seatsMiscounted,
  },
  {
    name: "one-follower",
    promise: "a member is one follower's, and nobody's after that one left",
    holds: "here",
    judge: memberShared,
  },
  {
    name: "status",
    promise: "who was told of success stands bound, and nobody else",
    holds: "here",
    judge: standsOtherwise,
  },
  {
    name: "an-answer",
    promise: "who follows or says something is answered, unless locked",
    holds: "here",
    judge: unanswered,
  },
];
