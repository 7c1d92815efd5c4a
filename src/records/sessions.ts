import { isGoodSession, longestSessionMs, type Session } from "../domain/sign-in.ts";
import type { Change, Entry, Key } from "../store/store.ts";
import { readRecord, recordOf } from "./record.ts";
import { secretDigest } from "./secret-ids.ts";

const shape = 1;

/** Where a session is kept: under a digest, so that the store shows nobody a cookie. */
export function sessionKey(id: string): Key {
  return `sessions/${secretDigest(id)}`;
}

/** Reads a session that is still good. */
export function readSession(entry: Entry | undefined, now: number): Session | undefined {
  const session = readRecord<Session>(entry, shape);
  return session !== undefined && isGoodSession(session, now) ? session : undefined;
}

/** Writes a session down. */
export function putSession(id: string, session: Session): Change["puts"][number] {
  return {
    key: sessionKey(id),
    value: recordOf(session, shape),
    keepUntil: session.since + longestSessionMs,
  };
}
