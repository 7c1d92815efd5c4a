import { isGoodSession, type Session } from "../domain/sign-in.ts";
import type { Change, Entry, Key } from "../store/store.ts";
import { kinds } from "./kinds.ts";
import { readRecord, recordOf } from "./record.ts";
import { secretDigest } from "./secret-ids.ts";

/** Where a session is kept: under a digest, so that the store shows nobody a cookie. */
export function sessionKey(id: string): Key {
  return `${kinds.sessions.name}/${secretDigest(id)}`;
}

/** Reads a session that is still good. */
export function readSession(entry: Entry | undefined, now: number): Session | undefined {
  const session = readRecord<Session>(entry, kinds.sessions);
  return session !== undefined && isGoodSession(session, now) ? session : undefined;
}

/** Writes a session down. */
export function putSession(id: string, session: Session): Change["puts"][number] {
  return {
    key: sessionKey(id),
    value: recordOf(session, kinds.sessions),
    keepUntil: session.since + kinds.sessions.keptUntil.ms,
  };
}
