import {
  foldUserid,
  handlesOf,
  type Handle,
  type Member,
  type MemberFact,
} from "../domain/member.ts";
import type { Change, Entry, Key } from "../store/store.ts";
import { readRecord, recordOf } from "./record.ts";

const shape = 1;

/** Where a member is kept; userids are compared without case. */
export function memberKey(userid: string): Key {
  return `members/${foldUserid(userid)}`;
}

/** Where it is kept whose WeChat ID, phone or e-mail this is. */
export function handleKey(handle: Handle): Key {
  return `handles/${handle.kind}:${handle.value}`;
}

/** Reads a member. */
export function readMember(entry: Entry | undefined): Member | undefined {
  return readRecord<Member>(entry, shape);
}

/**
 * Reads whose handle it is. A handle's record holds all that a conversation may know of the
 * member, so that a contact is answered by one read; `memberPuts` keeps the copies true.
 */
export function readHandle(entry: Entry | undefined): MemberFact | undefined {
  return readRecord<MemberFact>(entry, shape);
}

/** Whether a member still has this handle. */
export function hasHandle(member: Member, handle: Handle): boolean {
  return handlesOf(member).some(
    ({ kind, value }) => kind === handle.kind && value === handle.value,
  );
}

/** Writes a member down, with every handle; gives up the handles that it had before. */
export function memberPuts(
  before: Member | undefined,
  after: Member,
): Pick<Change, "puts" | "deletes"> {
  const { userid, name, enabled, boundTo } = after;
  const fact = recordOf({ userid, name, enabled, ...(boundTo && { boundTo }) }, shape);
  const keys = handlesOf(after).map(handleKey);
  const had = before === undefined ? [] : handlesOf(before).map(handleKey);
  return {
    puts: [
      { key: memberKey(userid), value: recordOf(after, shape) },
      ...keys.map((key) => ({ key, value: fact })),
    ],
    deletes: had.filter((key) => !keys.includes(key)),
  };
}

/** Takes a member out of the book, with every handle. */
export function memberDeletes(member: Member): readonly Key[] {
  return [memberKey(member.userid), ...handlesOf(member).map(handleKey)];
}
