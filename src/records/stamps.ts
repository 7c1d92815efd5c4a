import type { Entry, Put } from "../store/store.ts";
import { kinds } from "./kinds.ts";
import { recordsOfKind } from "./record.ts";

/** How far the platform has counted for a follower. */
export type FollowerStamp = {
  /** Of the last push, seconds; 0 before the first. */
  readonly createTime: number;
  /** How many lines the follower's chats have: the number of the last one. */
  readonly lines: number;
};

const stamps = recordsOfKind<FollowerStamp>(kinds.stamps);

/** The key of a follower's stamp. */
export const stampKey = stamps.key;

/** Reads a follower's stamp; before the first push and the first message all is 0. */
export function readStamp(entry: Entry | undefined): FollowerStamp {
  return stamps.read(entry) ?? { createTime: 0, lines: 0 };
}

/** Writes a follower's stamp down. */
export function putStamp(openid: string, stamp: FollowerStamp): Put {
  return stamps.put(stampKey(openid), stamp);
}
