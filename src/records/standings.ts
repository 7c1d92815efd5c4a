import type { Standing } from "../domain/standing.ts";
import type { Change, Entry, Key } from "../store/store.ts";
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
  /** The platform knows a profile, which is what the follower is found by, and outlasts this. */
  readonly hasProfile: boolean;
  /** Real clock, ms. */
  readonly realNow: number;
};

/**
 * Writes a standing down, with what the follower is found by. That of somebody who follows no more
 * is tidied away when the conversation is.
 */
export function standingPuts(changed: StandingChange): Pick<Change, "puts" | "deletes"> {
  const { openid, before, after, hasProfile, realNow } = changed;
  const isGone = after.status === "none";
  const keepUntil = isGone ? realNow + kinds.standings.keptUntil.ms : undefined;
  const key = statusKey(openid, after);
  const earlier = before === undefined ? key : statusKey(openid, before);
  const isRefKept = hasProfile || (before !== undefined && before.status !== "none" && !isGone);
  return {
    puts: [
      { key: standingKey(openid), value: recordOf(after, kinds.standings), keepUntil },
      { ...statusPut(openid, after), keepUntil },
      ...(isRefKept ? [] : [{ ...refPut(openid), keepUntil }]),
    ],
    deletes: earlier === key ? [] : [earlier],
  };
}
