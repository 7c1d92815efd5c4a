import { createHash } from "node:crypto";
import type { Change, Entry, Key } from "../store/store.ts";
import { readRecord, recordOf } from "./record.ts";

const shape = 1;

/** A signed-in administrator. All times are real clock, ms. */
export type Session = {
  readonly administrator: string;
  readonly since: number;
  readonly seen: number;
};

const idleMs = 30 * 60_000;
const longestMs = 12 * 3_600_000;

/** Where a session is kept: under a digest, so that the store shows nobody a cookie. */
export function sessionKey(id: string): Key {
  return `sessions/${createHash("sha256").update(id).digest("hex")}`;
}

/**
 * Reads a session that is still good: 30 minutes idle, 12 hours in all (NIST 800-63B, AAL2). One
 * that was seen in the future is not: a clock set back lengthens none.
 */
export function readSession(entry: Entry | undefined, now: number): Session | undefined {
  const session = readRecord<Session>(entry, shape);
  if (session === undefined) return undefined;
  return Math.abs(now - session.seen) < idleMs && now - session.since < longestMs
    ? session
    : undefined;
}

/** Writes a session down. */
export function putSession(id: string, session: Session): Change["puts"][number] {
  return {
    key: sessionKey(id),
    value: recordOf(session, shape),
    keepUntil: session.since + longestMs,
  };
}
