import { writtenContact } from "../../domain/contact.ts";
import { mostDepartments, mostDirectMembers, rootId } from "../../domain/department.ts";
import { quoted } from "../../domain/member-rules.ts";
import { foldUserid, identifiersOf, type Identifier, type Member } from "../../domain/member.ts";
import { refusal, refusalOfTaken, type Refusal } from "../../domain/return-codes.ts";
import { departmentCounterKey } from "../../records/counters.ts";
import { departmentKey } from "../../records/departments.ts";
import { identifierKey, memberChange, memberKey } from "../../records/members.ts";
import type { Change, Key } from "../../store/store.ts";
import type { Facts } from "../facts.ts";
import { textFields, type MemberFields } from "./fields.ts";

/** Names a member, and what is to be so of it. */
export type MemberAsked = { readonly userid: string } & MemberFields;

/** The keys that putting a member there asks for. */
export function keysToPut({ userid, department = [], ...fields }: MemberAsked): readonly Key[] {
  return [
    memberKey(userid),
    ...identifiersOf(fields)
      .filter(({ value }) => value !== "")
      .map(identifierKey),
    ...department.map(departmentKey),
    ...department.map(departmentCounterKey),
  ];
}

/** A member with the fields that were asked for in place of its own. */
export function withFields(
  member: Member,
  { department, enabled, ...texts }: MemberFields,
): Member {
  const after: Member = {
    ...member,
    ...texts,
    ...(department !== undefined && { department: [...new Set(department)] }),
    ...(enabled !== undefined && { enabled }),
  };
  // A name cannot be taken away: without one a member is refused.
  const gone = textFields.filter((field) => field !== "name" && after[field] === "");
  if (gone.length === 0) return after;
  const kept = Object.entries(after).filter(([field]) => !gone.some((each) => each === field));
  return Object.fromEntries(kept) as Member;
}

/**
 * Puts a member in the place of the one before, if there was one; nothing when nothing differs.
 * The member's version guards whatever it has already; checked is also what it gains.
 */
export function putMember(
  facts: Facts,
  before: Member | undefined,
  after: Member,
): Partial<Change> | Refusal {
  const had = before === undefined ? [] : identifiersOf(before);
  const gained = identifiersOf(after).filter(
    ({ kind, value }) => !had.some((each) => each.kind === kind && each.value === value),
  );
  const joined = after.department.filter((id) => before?.department.includes(id) !== true);
  const problem =
    (after.name === "" ? refusal("name-invalid", "it is empty") : undefined) ??
    refusalOfIdentifiers(facts, { before, after, gained }) ??
    refusalOfDepartments(facts, after, joined);
  if (problem !== undefined) return problem;
  if (before !== undefined && isSame(before, after)) return {};
  const keys = [
    memberKey(after.userid),
    ...gained.map(identifierKey),
    ...joined.map(departmentKey),
  ];
  return { ...memberChange(before, after), checks: facts.checks(keys) };
}

function refusalOfIdentifiers(
  facts: Facts,
  {
    before,
    after,
    gained,
  }: {
    readonly before: Member | undefined;
    readonly after: Member;
    readonly gained: readonly Identifier[];
  },
): Refusal | undefined {
  if (after.weixinid === undefined && after.mobile === undefined && after.email === undefined) {
    return refusal("unreachable");
  }
  const fixed = before?.boundTo === undefined ? undefined : before.weixinid;
  if (fixed !== undefined && after.weixinid?.toLowerCase() !== fixed.toLowerCase()) {
    return refusal("weixinid-fixed", `it is ${fixed}; unbind the member first`);
  }
  for (const { kind, value } of gained) {
    const owner = facts.owner({ kind, value });
    if (owner !== undefined && foldUserid(owner.userid) !== foldUserid(after.userid)) {
      return refusalOfTaken(kind, peopleWrite(kind, value), owner);
    }
  }
  return undefined;
}

function refusalOfDepartments(
  facts: Facts,
  { department }: Member,
  joined: readonly number[],
): Refusal | undefined {
  if (department.length > mostDepartments) {
    return refusal("departments-too-many", `${department.length}, ${mostDepartments} at most`);
  }
  if (department.length === 0) return refusal("department-id-invalid", "a member has at least one");
  for (const id of joined) {
    const found = facts.department(id);
    if (found === undefined) return refusalOfUnknown(id);
    if (facts.directMembers(id) < mostDirectMembers) continue;
    const named = found.name === "" && id === rootId ? "the root" : found.name;
    const full = `${named} (${id}) has ${mostDirectMembers} direct members already`;
    return refusal("department-full", full);
  }
  return undefined;
}

/** Refuses a userid that no member has. */
export function refusalOfMember(userid: string): Refusal {
  return refusal("userid-unknown", `no member has the userid ${quoted(userid)}`);
}

/** Refuses a department that is not there. */
export function refusalOfUnknown(id: number): Refusal {
  return refusal("department-unknown", `no department has the id ${id}`);
}

function peopleWrite(kind: Identifier["kind"], value: string): string {
  return kind === "mobile" ? writtenContact({ channel: "sms", to: value }) : value;
}

function isSame(before: Member, after: Member): boolean {
  return JSON.stringify(sorted(before)) === JSON.stringify(sorted(after));
}

function sorted(member: Member): readonly (readonly [string, unknown])[] {
  return Object.entries(member).sort(([one], [other]) => (one < other ? -1 : 1));
}
