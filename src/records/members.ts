import { mostDirectMembers } from "../domain/department.ts";
import {
  foldUserid,
  identifiersOf,
  type Identifier,
  type Member,
  type MemberFact,
} from "../domain/member.ts";
import type { Change, Key, Put } from "../store/store.ts";
import { departmentCounterKey, tagCounterKey } from "./counters.ts";
import { counterDifference, recordDifference } from "./difference.ts";
import { kinds } from "./kinds.ts";
import { recordsOfKind } from "./record.ts";

const members = recordsOfKind<Member>(kinds.members);
const identifiers = recordsOfKind<MemberFact>(kinds.identifiers);
const inDepartments = recordsOfKind<object>(kinds.departmentMembers);
const inTags = recordsOfKind<object>(kinds.tagMembers);

/** Reads a member. */
export const readMember = members.read;

/**
 * Reads whose identifier it is. An identifier's record holds all that a conversation may know of the
 * member, so that a contact is answered by one read; `memberChange` keeps the copies true.
 */
export const readIdentifier = identifiers.read;

/** Returns the key of a member; userids are compared without case. */
export function memberKey(userid: string): Key {
  return members.key(foldUserid(userid));
}

/** Returns the key of the record that says whose WeChat ID, phone or e-mail this is. */
export function identifierKey({ kind, value }: Identifier): Key {
  return identifiers.key(`${kind}:${value}`);
}

/** Returns the key of the record that says that a member stands directly in a department. */
export function departmentMemberKey(id: number, userid: string): Key {
  return inDepartments.key(`${id}/${foldUserid(userid)}`);
}

/** Returns the key of the record that says that a member is in a tag. */
export function tagMemberKey(id: number, userid: string): Key {
  return inTags.key(`${id}/${foldUserid(userid)}`);
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
  const [left, joined] = [before, after].map((member) =>
    member?.department.map(departmentCounterKey),
  );
  return {
    ...recordDifference(before && keptOf(before), after && keptOf(after)),
    adds: [
      ...counterDifference(left, joined, mostDirectMembers),
      ...counterDifference(before?.tags?.map(tagCounterKey), after?.tags?.map(tagCounterKey)),
    ],
  };
}

function keptOf(member: Member): readonly Put[] {
  const { userid, name, enabled, boundTo, department, tags = [] } = member;
  const fact: MemberFact = { userid, name, enabled, ...(boundTo && { boundTo }) };
  return [
    members.put(memberKey(userid), member),
    ...identifiersOf(member).map((each) => identifiers.put(identifierKey(each), fact)),
    ...department.map((id) => inDepartments.put(departmentMemberKey(id, userid), {})),
    ...tags.map((id) => inTags.put(tagMemberKey(id, userid), {})),
  ];
}
