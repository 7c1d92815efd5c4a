import {
  foldUserid,
  identifiersOf,
  type Identifier,
  type Member,
  type MemberFact,
} from "../domain/member.ts";
import type { Change, Entry, Key } from "../store/store.ts";
import { kinds } from "./kinds.ts";
import { readRecord, recordOf } from "./record.ts";

/** Where a member is kept; userids are compared without case. */
export function memberKey(userid: string): Key {
  return `${kinds.members.name}/${foldUserid(userid)}`;
}

/** Where it is kept whose WeChat ID, phone or e-mail this is. */
export function identifierKey(identifier: Identifier): Key {
  return `${kinds.identifiers.name}/${identifier.kind}:${identifier.value}`;
}

/** Reads a member. */
export function readMember(entry: Entry | undefined): Member | undefined {
  return readRecord<Member>(entry, kinds.members);
}

/**
 * Reads whose identifier it is. An identifier's record holds all that a conversation may know of the
 * member, so that a contact is answered by one read; `memberPuts` keeps the copies true.
 */
export function readIdentifier(entry: Entry | undefined): MemberFact | undefined {
  return readRecord<MemberFact>(entry, kinds.identifiers);
}

/** Whether a member still has this identifier. */
export function hasIdentifier(member: Member, identifier: Identifier): boolean {
  return identifiersOf(member).some(
    ({ kind, value }) => kind === identifier.kind && value === identifier.value,
  );
}

/** Writes a member down, with every identifier; gives up the identifiers that it had before. */
export function memberPuts(
  before: Member | undefined,
  after: Member,
): Pick<Change, "puts" | "deletes"> {
  const { userid, name, enabled, boundTo } = after;
  const fact = recordOf({ userid, name, enabled, ...(boundTo && { boundTo }) }, kinds.identifiers);
  const keys = identifiersOf(after).map(identifierKey);
  const had = before === undefined ? [] : identifiersOf(before).map(identifierKey);
  return {
    puts: [
      { key: memberKey(userid), value: recordOf(after, kinds.members) },
      ...keys.map((key) => ({ key, value: fact })),
    ],
    deletes: had.filter((key) => !keys.includes(key)),
  };
}

/** Takes a member out of the book, with every identifier. */
export function memberDeletes(member: Member): readonly Key[] {
  return [memberKey(member.userid), ...identifiersOf(member).map(identifierKey)];
}
