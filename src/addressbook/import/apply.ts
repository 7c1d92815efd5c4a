import { writtenContact } from "../../domain/contact.ts";
import {
  mostDepartments,
  mostDirectMembers,
  refusalOfDepth,
  type DepartmentPlace,
} from "../../domain/department.ts";
import { foldUserid, identifiersOf, type Identifier, type Member } from "../../domain/member.ts";
import { isRefusal, refusal, refusalOfTaken, type Refusal } from "../../domain/return-codes.ts";
import type { Draft } from "./draft.ts";
import type { StaffFields, StaffRow } from "./row.ts";
import type { DepartmentTree } from "./tree.ts";

/** What became of a row; `member` is the member of that userid as the book then has it. */
export type RowOutcome = {
  readonly line: number;
  /** As written, also when it is none. */
  readonly userid: string;
  readonly member: Member | undefined;
} & ({ readonly did: "added" | "updated" | "unchanged" } | ({ readonly did: "refused" } & Refusal));

/** Lets a row change the draft, or says why it must not. */
export function applyRow(row: StaffRow, draft: Draft, tree: DepartmentTree): RowOutcome {
  const about = { line: row.line, userid: row.written };
  if (row.userid === undefined) return { ...about, member: undefined, did: "refused", ...row.read };
  const before = draft.member(row.userid);
  const after = isRefusal(row.read) ? row.read : applied(before, row.userid, row.read, draft, tree);
  if (isRefusal(after)) return { ...about, member: before, did: "refused", ...after };
  if (before !== undefined && isSame(before, after)) {
    return { ...about, member: before, did: "unchanged" };
  }
  draft.keep(before, after);
  return { ...about, member: after, did: before === undefined ? "added" : "updated" };
}

function applied(
  before: Member | undefined,
  userid: string,
  { places, cleared, ...fields }: StaffFields,
  draft: Draft,
  tree: DepartmentTree,
): Member | Refusal {
  const fresh = { userid, name: "", department: [], enabled: true };
  const merged = without({ ...(before ?? fresh), ...fields }, cleared);
  if (merged.name === "") return refusal("name-invalid", "it is empty");
  const problem = refusalOfIdentifiers(before, merged, draft);
  if (problem !== undefined) return problem;
  if (places.length === 0 && before !== undefined) return merged;
  const department = departmentsOf(before, places, draft, tree);
  return isRefusal(department) ? department : { ...merged, department };
}

/** A name cannot be taken away: without one a member is refused. */
function without(member: Member, cleared: StaffFields["cleared"]): Member {
  if (cleared.length === 0) return member;
  const { userid, name, department, enabled, boundTo, ...others } = member;
  const kept = Object.entries(others).filter(([field]) => !cleared.some((each) => each === field));
  return {
    userid,
    name: cleared.includes("name") ? "" : name,
    department,
    enabled,
    ...(boundTo !== undefined && { boundTo }),
    ...Object.fromEntries(kept),
  };
}

function refusalOfIdentifiers(
  before: Member | undefined,
  after: Member,
  draft: Draft,
): Refusal | undefined {
  const identifiers = identifiersOf(after);
  if (identifiers.length === 0) return refusal("unreachable");
  const had = before === undefined ? [] : identifiersOf(before);
  const fixed = had.find(({ kind }) => kind === "weixinid")?.value;
  const isOther = fixed !== undefined && after.weixinid?.toLowerCase() !== fixed;
  if (isOther && before?.boundTo !== undefined) {
    const facts = `it is ${before.weixinid ?? ""}; unbind the member first`;
    return refusal("weixinid-fixed", facts);
  }
  for (const { kind, value } of identifiers) {
    if (had.some((identifier) => identifier.kind === kind && identifier.value === value)) continue;
    const owner = draft.owner({ kind, value });
    if (owner !== undefined && foldUserid(owner.userid) !== foldUserid(after.userid)) {
      return refusalOfTaken(kind, peopleWrite(kind, value), owner);
    }
  }
  return undefined;
}

/** Finds the departments, and plans those that do not exist once nothing else can be refused. */
function departmentsOf(
  before: Member | undefined,
  places: readonly DepartmentPlace[],
  draft: Draft,
  tree: DepartmentTree,
): readonly number[] | Refusal {
  const asked = places.length === 0 ? [{ path: [] }] : places;
  for (const place of asked) {
    const problem = refusalOfPlace(before, place, draft, tree);
    if (problem !== undefined) return problem;
  }
  const distinct = new Set(asked.map((place) => pathOrId(place, tree)));
  if (distinct.size > mostDepartments) {
    return refusal("departments-too-many", `${distinct.size}, ${mostDepartments} at most`);
  }
  const ids = asked.map((place) => {
    if ("id" in place) return place.id;
    const { id, made } = tree.plan(place.path);
    made.forEach(draft.make);
    return id;
  });
  return [...new Set(ids)];
}

function refusalOfPlace(
  before: Member | undefined,
  place: DepartmentPlace,
  draft: Draft,
  tree: DepartmentTree,
): Refusal | undefined {
  const id = tree.find(place);
  if (id === undefined) {
    if ("id" in place) return refusal("department-unknown", `no department has the id ${place.id}`);
    return refusalOfDepth(tree.below(place.path));
  }
  if (before?.department.includes(id) === true || !draft.isFull(id)) return undefined;
  const facts = `${tree.nameOf(id)} (${id}) has ${mostDirectMembers} direct members already`;
  return refusal("department-full", facts);
}

function peopleWrite(kind: Identifier["kind"], value: string): string {
  return kind === "mobile" ? writtenContact({ channel: "sms", to: value }) : value;
}

function pathOrId(place: DepartmentPlace, tree: DepartmentTree): number | string {
  return tree.find(place) ?? ("path" in place ? tree.below(place.path).join("/") : place.id);
}

function isSame(before: Member, after: Member): boolean {
  return JSON.stringify(sorted(before)) === JSON.stringify(sorted(after));
}

function sorted(member: Member): readonly (readonly [string, unknown])[] {
  return Object.entries(member).sort(([one], [other]) => (one < other ? -1 : 1));
}
