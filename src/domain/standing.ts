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
  /** What became of the follower until now, the last change first; at most 32. */
  readonly events: readonly StandingEvent[];
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
export const rememberedEvents = 32;

/**
 * Says how a follower stands after a turn at `now` (world clock, ms). Undefined: as before. Whoever
 * has no standing has not been heard of, and stands at `none`.
 */
export function standingAfter(
  before: Standing | undefined,
  { conversation, outcome }: { readonly conversation: Conversation; readonly outcome: Outcome },
  now: number,
): Standing | undefined {
  const status = statusOf(conversation.phase);
  const userid = memberOf(conversation);
  if (status === (before?.status ?? "none") && userid === before?.userid) return undefined;
  const became = becameOf(before, { status, userid, outcome });
  const whom = userid ?? before?.userid;
  const event = { became, at: now, ...(whom !== undefined && { userid: whom }) };
  const events = [event, ...(before?.events ?? [])].slice(0, rememberedEvents);
  return { status, since: now, ...(userid !== undefined && { userid }), events };
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
