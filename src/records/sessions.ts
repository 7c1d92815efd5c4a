import { isGoodSession, type Session } from "../domain/sign-in.ts";
import type { Entry, Key, Put } from "../store/store.ts";
import type { Administrator } from "./administrators.ts";
import { kinds } from "./kinds.ts";
import { recordsOfKind } from "./record.ts";
import { secretDigest } from "./secret-ids.ts";

const sessions = recordsOfKind<Session>(kinds.sessions);

/** Returns the key of a session: a digest, so that the store shows nobody a cookie. */
export function sessionKey(id: string): Key {
  return sessions.key(secretDigest(id));
}

/** Reads a session that has not ended by time; whose it is must still be looked up. */
export function readSession(entry: Entry | undefined, now: number): Session | undefined {
  const session = sessions.read(entry);
  return session !== undefined && isGoodSession(session, now) ? session : undefined;
}

/** Begins a session of an administrator. */
export function sessionOf({ name, password }: Administrator, now: number): Session {
  return { administrator: name, password: secretDigest(password), since: now, seen: now };
}

/** Says whether a session is of an administrator who is still there, with the password of now. */
export function isSessionOf(session: Session, administrator: Administrator | undefined): boolean {
  return administrator !== undefined && session.password === secretDigest(administrator.password);
}

/** Writes a session down. */
export function putSession(id: string, session: Session): Put {
  return sessions.put(sessionKey(id), session, session.since + kinds.sessions.keptUntil.ms);
}
