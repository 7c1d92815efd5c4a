import { rootId, type Department, type DepartmentPlace } from "../../domain/department.ts";
import type { Member } from "../../domain/member.ts";
import { isRefusal, refusal, type Refusal } from "../../domain/return-codes.ts";
import { createDepartment } from "../departments/create.ts";
import { createDraft, type Draft } from "../draft.ts";
import { createMember } from "../members/create.ts";
import { updateMember } from "../members/update.ts";
import type { StaffFields, StaffRow } from "./row.ts";
import type { DepartmentTree } from "./tree.ts";

/** What became of a row; `member` is the member of that userid as the book then has it. */
export type RowOutcome = {
  readonly line: number;
  /** As written, also when it is none. */
  readonly userid: string;
  readonly member: Member | undefined;
} & ({ readonly did: Done } | ({ readonly did: "refused" } & Refusal));

type Done = "added" | "updated" | "unchanged";

/** Lets a row change the draft, or says why it must not. */
export function applyRow(row: StaffRow, draft: Draft, tree: DepartmentTree): RowOutcome {
  const { line, userid, written, read } = row;
  const about = { line, userid: written };
  if (userid === undefined) return { ...about, member: undefined, did: "refused", ...read };
  const done = isRefusal(read) ? read : applied(userid, read, draft, tree);
  const member = draft.facts.member(userid);
  return isRefusal(done)
    ? { ...about, member, did: "refused", ...done }
    : { ...about, member, did: done };
}

function applied(
  userid: string,
  { places, ...fields }: StaffFields,
  draft: Draft,
  tree: DepartmentTree,
): Done | Refusal {
  const isNew = draft.facts.member(userid) === undefined;
  // Departments that are made for a row that is refused are not kept.
  const isWhole = places.every((place) => tree.find(place) !== undefined);
  const trial = isWhole ? draft : createDraft(draft.facts);
  const made: Department[] = [];
  const ids: number[] = [];
  for (const place of places) {
    const id = tree.find(place) ?? departmentFor(place, trial, tree, made);
    if (isRefusal(id)) return id;
    ids.push(id);
  }
  const asked = { userid, ...fields, ...(places.length > 0 && { department: ids }) };
  const decision = (isNew ? createMember : updateMember).decide(trial.facts, asked);
  if (isRefusal(decision)) return decision;
  trial.take(decision);
  if (trial !== draft) draft.take(trial.change() ?? {});
  made.forEach(tree.add);
  if (isNew) return "added";
  return decision.puts === undefined ? "unchanged" : "updated";
}

/** The department at the end of a path; what the path lacks is made. */
function departmentFor(
  place: DepartmentPlace,
  trial: Draft,
  tree: DepartmentTree,
  made: Department[],
): number | Refusal {
  if ("id" in place) return refusal("department-unknown", `no department has the id ${place.id}`);
  let parentid = rootId;
  for (const name of tree.below(place.path)) {
    const there = tree.child(parentid, name) ?? trial.facts.departmentNamed(parentid, name);
    if (there === undefined) {
      const id = Math.max(tree.lastId(), trial.facts.lastDepartmentId()) + 1;
      const decision = createDepartment.decide(trial.facts, { id, name, parentid });
      if (isRefusal(decision)) return decision;
      trial.take(decision);
      made.push({ id, name, parentid });
    }
    parentid = there ?? made.at(-1)?.id ?? rootId;
  }
  return parentid;
}
