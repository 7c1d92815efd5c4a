import type { Change, Entry, Key } from "../store/store.ts";
import { kinds } from "./kinds.ts";
import { readRecord, recordOf } from "./record.ts";

/** Where the CreateTime of a follower's last push is kept. */
export function stampKey(openid: string): Key {
  return `${kinds.stamps.name}/${openid}`;
}

/** Reads the CreateTime (s) of a follower's last push; 0 before the first. */
export function readStamp(entry: Entry | undefined): number {
  return readRecord<{ readonly createTime: number }>(entry, kinds.stamps)?.createTime ?? 0;
}

/** Writes the CreateTime of a follower's last push down. */
export function putStamp(openid: string, createTime: number): Change["puts"][number] {
  return { key: stampKey(openid), value: recordOf({ createTime }, kinds.stamps) };
}
