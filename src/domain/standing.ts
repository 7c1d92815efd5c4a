import { memberOf, type Conversation } from "./conversation.ts";
import type { Outcome } from "./outcome.ts";
import { statusOf, type Status } from "./phase.ts";

/** What the world is told of a follower: simulator, administrators, apps. */
export type Standing = {
  readonly status: Status;
  /** Whom the follower is bound to, while confirming or followed. */
  readonly userid?: string;
  /** World clock, ms: since when it is so. */
  readonly since: number;
  /**
   * The number of the change that brought it about: each change of a follower has the number after
   * the one before; the first is numbered by its moment (real clock, ms).
   */
  readonly change: number;
};

/** What became of a follower by one change of the standing. */
export type StandingEvent = {
  readonly became: "unverified" | "bound" | "followed" | "released" | "unfollowed";
  /** Whom the follower is bound to, or was until then. */
  readonly userid?: string;
  /** World clock, ms. */
  readonly at: number;
};

/** How many changes of one follower are remembered. */
export const rememberedEvents = 64;

/**
 * Says how a follower stands after a turn, and what became of the follower by it. Undefined: as
 * before. Nobody has been heard of who has no standing: such a follower stands at `none`.
 */
export function standingAfter(
  before: Standing | undefined,
  { conversation, outcome }: { readonly conversation: Conversation; readonly outcome: Outcome },
  { now, realNow }: { readonly now: number; readonly realNow: number },
): { readonly standing: Standing; readonly event: StandingEvent } | undefined {
  const status = statusOf(conversation.phase);
  const userid = memberOf(conversation);
  if (status === (before?.status ?? "none") && userid === before?.userid) return undefined;
  const change = before === undefined ? realNow : before.change + 1;
  const became = becameOf(before, { status, userid, outcome });
  const whom = userid ?? before?.userid;
  return {
    standing: { status, since: now, change, ...(userid !== undefined && { userid }) },
    event: { became, at: now, ...(whom !== undefined && { userid: whom }) },
  };
}

/** Whether the follower of both conversations stands the same. */
export function isSameStanding(one: Conversation, other: Conversation): boolean {
  return statusOf(one.phase) === statusOf(other.phase) && memberOf(one) === memberOf(other);
}

function becameOf(
  before: Standing | undefined,
  after: {
    readonly status: Status;
    readonly userid: string | undefined;
    readonly outcome: Outcome;
  },
): StandingEvent["became"] {
  switch (after.status) {
    case "none":
      return after.outcome === "released" ? "released" : "unfollowed";
    case "unverified":
      return "unverified";
    case "confirming":
      return "bound";
    case "followed":
      return before?.userid === after.userid ? "followed" : "bound";
  }
}
