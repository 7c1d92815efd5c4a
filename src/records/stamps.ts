import type { Change, Entry, Key } from "../store/store.ts";
import { kinds } from "./kinds.ts";
import { readRecord, recordOf } from "./record.ts";

/** How far the platform has counted for a follower. */
export type FollowerStamp = {
  /** Of the last push, seconds; 0 before the first. */
  readonly createTime: number;
  /** How many lines the follower's chats have: the number of the last one. */
  readonly lines: number;
};

/** Where a follower's stamp is kept. */
export function stampKey(openid: string): Key {
  return `${kinds.stamps.name}/${openid}`;
}

/** Reads a follower's stamp; before the first push and the first message all is 0. */
export function readStamp(entry: Entry | undefined): FollowerStamp {
  return readRecord<FollowerStamp>(entry, kinds.stamps) ?? { createTime: 0, lines: 0 };
}

/** Writes a follower's stamp down. */
export function putStamp(openid: string, stamp: FollowerStamp): Change["puts"][number] {
  return { key: stampKey(openid), value: recordOf(stamp, kinds.stamps) };
}
