import type { Profile } from "../domain/follower.ts";
import type { Change, Entry, Key } from "../store/store.ts";
import { readRecord, recordOf } from "./record.ts";

const shape = 1;

/** Where the platform's profile of a follower is kept. */
export function followerKey(openid: string): Key {
  return `followers/${openid}`;
}

/** Reads a follower's profile, if the platform knows one. */
export function readFollower(entry: Entry | undefined): Profile | undefined {
  return readRecord<Profile>(entry, shape);
}

/** Writes a follower's profile down. */
export function putFollower(profile: Profile): Change["puts"][number] {
  return { key: followerKey(profile.openid), value: recordOf(profile, shape) };
}
