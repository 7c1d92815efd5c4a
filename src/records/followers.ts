import type { Profile } from "../domain/follower.ts";
import { identifiersOf } from "../domain/member.ts";
import type { Change, Put } from "../store/store.ts";
import { recordDifference } from "./difference.ts";
import { contactPut, nicknamePut, refPut } from "./follower-index.ts";
import { kinds } from "./kinds.ts";
import { recordsOfKind } from "./record.ts";

const followers = recordsOfKind<Profile>(kinds.followers);

/** The key of the platform's profile of a follower, and its reader; undefined: none is known. */
export const { key: followerKey, read: readFollower } = followers;

/** Writes a profile down, with what the follower is found by; gives up what it was found by before. */
export function profilePuts(
  before: Profile | undefined,
  after: Profile,
): Pick<Change, "puts" | "deletes"> {
  return recordDifference(before && keptOf(before), keptOf(after));
}

function keptOf(profile: Profile): readonly Put[] {
  const { openid, nickname } = profile;
  return [
    followers.put(followerKey(openid), profile),
    refPut(openid),
    ...(nickname === undefined ? [] : [nicknamePut(openid, nickname)]),
    ...identifiersOf(profile).map((identifier) => contactPut(openid, identifier)),
  ];
}
