import { rememberedEvents, type Standing, type StandingEvent } from "../domain/standing.ts";
import type { Change, Entry, Key, Page } from "../store/store.ts";
import { refPut, statusKey, statusPut } from "./follower-index.ts";
import { kinds } from "./kinds.ts";
import { readRecord, recordOf } from "./record.ts";

/** Where it is kept how a follower stands. */
export function standingKey(openid: string): Key {
  return `${kinds.standings.name}/${openid}`;
}

/** Reads how a follower stands; absent: nobody has heard of the follower, or not for long. */
export function readStanding(entry: Entry | undefined): Standing | undefined {
  return readRecord<Standing>(entry, kinds.standings);
}

/** What a follower's standing is written down with. */
export type StandingChange = {
  readonly openid: string;
  readonly before: Standing | undefined;
  readonly after: Standing;
  /** What became of the follower; none where the standing is only kept for longer. */
  readonly event?: StandingEvent;
  /** The platform knows a profile, which is what the follower is found by, and outlasts this. */
  readonly hasProfile: boolean;
  /** Real clock, ms. */
  readonly realNow: number;
};

/**
 * Writes a standing down, with what the follower is found by and what became of the follower. That
 * of somebody who follows no more is tidied away when the conversation is.
 */
export function standingPuts(changed: StandingChange): Pick<Change, "puts" | "deletes"> {
  const { openid, before, after, event, hasProfile, realNow } = changed;
  const isGone = after.status === "none";
  const keepUntil = isGone ? realNow + kinds.standings.keptUntil.ms : undefined;
  const key = statusKey(openid, after);
  const earlier = before === undefined ? key : statusKey(openid, before);
  const puts = [
    { key: standingKey(openid), value: recordOf(after, kinds.standings), keepUntil },
    { ...statusPut(openid, after), keepUntil },
    ...(hasProfile ? [] : [{ ...refPut(openid), keepUntil }]),
  ];
  const deletes = earlier === key ? [] : [earlier];
  if (event === undefined) return { puts, deletes };
  return {
    puts: [
      ...puts,
      {
        key: eventKey(openid, after.change),
        value: recordOf(event, kinds.standingEvents),
        keepUntil: realNow + kinds.standingEvents.keptUntil.ms,
      },
    ],
    deletes:
      before === undefined
        ? deletes
        : [...deletes, eventKey(openid, after.change - rememberedEvents)],
  };
}

/** Reads what became of a follower by one change. */
export function readStandingEvent(entry: Entry | undefined): StandingEvent | undefined {
  return readRecord<StandingEvent>(entry, kinds.standingEvents);
}

/** The page of what became of a follower, the last change first. */
export function eventPage(openid: string): Page {
  return { prefix: eventPrefix(openid), limit: rememberedEvents, reverse: true };
}

function eventKey(openid: string, change: number): Key {
  return `${kinds.standingEvents.name}/${eventPrefix(openid)}${String(change).padStart(15, "0")}`;
}

// An openid may hold a slash; one follower's events must not begin like another's.
function eventPrefix(openid: string): string {
  return `${encodeURIComponent(openid)}/`;
}
