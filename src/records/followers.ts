import type { Profile } from "../domain/follower.ts";
import { identifiersOf } from "../domain/member.ts";
import type { Change, Entry, Key } from "../store/store.ts";
import { contactPut, nicknamePut, refPut } from "./follower-index.ts";
import { kinds } from "./kinds.ts";
import { readRecord, recordOf } from "./record.ts";

/** Where the platform's profile of a follower is kept. */
export function followerKey(openid: string): Key {
  return `${kinds.followers.name}/${openid}`;
}

/** Reads a follower's profile, if the platform knows one. */
export function readFollower(entry: Entry | undefined): Profile | undefined {
  return readRecord<Profile>(entry, kinds.followers);
}

/** Writes a profile down, with what the follower is found by; gives up what it was found by before. */
export function profilePuts(
  before: Profile | undefined,
  after: Profile,
): Pick<Change, "puts" | "deletes"> {
  const found = foundBy(after);
  const keys = new Set(found.map(({ key }) => key));
  const had = before === undefined ? [] : foundBy(before).map(({ key }) => key);
  return {
    puts: [
      { key: followerKey(after.openid), value: recordOf(after, kinds.followers) },
      ...found.filter(({ key }) => !had.includes(key)),
    ],
    deletes: had.filter((key) => !keys.has(key)),
  };
}

function foundBy(profile: Profile): Change["puts"] {
  const { openid, nickname } = profile;
  return [
    refPut(openid),
    ...(nickname === undefined ? [] : [nicknamePut(openid, nickname)]),
    ...identifiersOf(profile).map((identifier) => contactPut(openid, identifier)),
  ];
}
