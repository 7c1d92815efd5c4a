import {
  foldUserid,
  identifiersOf,
  type Identifier,
  type Member,
  type MemberFact,
} from "../domain/member.ts";
import { mostDirectMembers } from "../domain/department.ts";
import type { Change, Entry, Key } from "../store/store.ts";
import { departmentCounterKey, tagCounterKey } from "./counters.ts";
import { difference } from "./difference.ts";
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

/** Where it is kept that a member stands directly in a department: its members are listed by this. */
export function departmentMemberKey(id: number, userid: string): Key {
  return `${kinds.departmentMembers.name}/${id}/${foldUserid(userid)}`;
}

/** Where it is kept that a member is in a tag. */
export function tagMemberKey(id: number, userid: string): Key {
  return `${kinds.tagMembers.name}/${id}/${foldUserid(userid)}`;
}

/** Reads a member. */
export function readMember(entry: Entry | undefined): Member | undefined {
  return readRecord<Member>(entry, kinds.members);
}

/**
 * Reads whose identifier it is. An identifier's record holds all that a conversation may know of the
 * member, so that a contact is answered by one read; `memberChange` keeps the copies true.
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

/**
 * Writes `after` in the place of `before`, with all that is kept because of a member: identifiers,
 * the lists of departments and tags, and their counts. Without `before` the member is new, without
 * `after` it is deleted. Whoever commits this checks the member's version: it guards all the rest.
 */
export function memberChange(
  before: Member | undefined,
  after: Member | undefined,
): Pick<Change, "puts" | "deletes" | "adds"> {
  const puts: Change["puts"][number][] = [];
  const deletes: Key[] = [];
  const adds: Change["adds"][number][] = [];
  const had = before === undefined ? [] : identifiersOf(before).map(identifierKey);
  const keys = after === undefined ? [] : identifiersOf(after).map(identifierKey);
  if (after !== undefined) {
    const { userid, name, enabled, boundTo } = after;
    const fact = recordOf(
      { userid, name, enabled, ...(boundTo && { boundTo }) },
      kinds.identifiers,
    );
    puts.push({ key: memberKey(userid), value: recordOf(after, kinds.members) });
    for (const key of keys) puts.push({ key, value: fact });
  } else if (before !== undefined) deletes.push(memberKey(before.userid));
  for (const key of had) if (!keys.includes(key)) deletes.push(key);

  const userid = (after ?? before)?.userid ?? "";
  const departments = difference(before?.department, after?.department);
  for (const id of departments.gained) {
    puts.push({
      key: departmentMemberKey(id, userid),
      value: recordOf({}, kinds.departmentMembers),
    });
    adds.push({ key: departmentCounterKey(id), by: 1, max: mostDirectMembers });
  }
  for (const id of departments.lost) {
    deletes.push(departmentMemberKey(id, userid));
    adds.push({ key: departmentCounterKey(id), by: -1 });
  }
  const tags = difference(before?.tags, after?.tags);
  for (const id of tags.gained) {
    puts.push({ key: tagMemberKey(id, userid), value: recordOf({}, kinds.tagMembers) });
    adds.push({ key: tagCounterKey(id), by: 1 });
  }
  for (const id of tags.lost) {
    deletes.push(tagMemberKey(id, userid));
    adds.push({ key: tagCounterKey(id), by: -1 });
  }
  return { puts, deletes, adds };
}
