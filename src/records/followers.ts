import type { Profile } from "../domain/follower.ts";
import type { Change, Entry, Key } from "../store/store.ts";
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

/** Writes a follower's profile down. */
export function putFollower(profile: Profile): Change["puts"][number] {
  return { key: followerKey(profile.openid), value: recordOf(profile, kinds.followers) };
}
