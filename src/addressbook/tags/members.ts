import type { Department } from "../../domain/department.ts";
import type { Member } from "../../domain/member.ts";
import { refusal, type Refusal, type ReturnCode } from "../../domain/return-codes.ts";
import { mostTagDepartments, mostTagMembers } from "../../domain/tag.ts";
import { departmentChange, departmentKey } from "../../records/departments.ts";
import { memberChange, memberKey } from "../../records/members.ts";
import { tagKey } from "../../records/tags.ts";
import type { Change } from "../../store/store.ts";
import type { Command } from "../command.ts";
import { createDraft } from "../draft.ts";
import { refusalOfTag } from "./found.ts";

/** Names a tag, and members and departments, as the platform's calls do. */
export type TagList = {
  readonly id: number;
  readonly userids: readonly string[];
  readonly departments: readonly number[];
};

/** Puts members and departments into a tag; who is in it already stays in it. */
export const addToTag = changeOfTag("tag-add-nobody", (tags, id) =>
  tags.includes(id) ? tags : [...tags, id],
);

/** Takes members and departments out of a tag; who is not in it stays out. */
export const takeFromTag = changeOfTag("tag-take-nobody", (tags, id) =>
  tags.filter((each) => each !== id),
);

function changeOfTag(
  nobody: ReturnCode,
  tagged: (tags: readonly number[], id: number) => readonly number[],
): Command<TagList> {
  return {
    gather: (reader, { id, userids, departments }) =>
      reader.read([tagKey(id), ...userids.map(memberKey), ...departments.map(departmentKey)]),
    decide(facts, { id, userids, departments }) {
      if (facts.tag(id) === undefined) return refusalOfTag(id);
      const problem = refusalOfLength({ id, userids, departments });
      if (problem !== undefined) return problem;
      const draft = createDraft(facts);
      const notFound = { userids: [] as string[], departments: [] as number[] };
      for (const userid of userids) {
        const member = draft.facts.member(userid);
        if (member === undefined) notFound.userids.push(userid);
        else draft.take(tag(member, memberChange, id));
      }
      for (const departmentid of departments) {
        const department = draft.facts.department(departmentid);
        if (department === undefined) notFound.departments.push(departmentid);
        else draft.take(tag(department, departmentChange, id));
      }
      const lost = notFound.userids.length + notFound.departments.length;
      if (lost === userids.length + departments.length) return refusal(nobody);
      const change = draft.change();
      if (change === undefined) return { notFound };
      const keys = change.puts
        .map(({ key }) => key)
        .filter((key) => /^(members|departments)\//.test(key));
      return { ...change, checks: facts.checks([tagKey(id), ...keys]), notFound };
    },
  };

  function tag<T extends Member | Department>(
    before: T,
    changed: (before: T, after: T) => Partial<Change>,
    id: number,
  ): Partial<Change> {
    const { tags = [], ...rest } = before;
    const after = tagged(tags, id);
    if (after.length === tags.length) return {};
    return changed(before, { ...rest, ...(after.length > 0 && { tags: after }) } as T);
  }
}

function refusalOfLength({ userids, departments }: TagList): Refusal | undefined {
  if (userids.length <= mostTagMembers && departments.length <= mostTagDepartments)
    return undefined;
  const most = `${mostTagMembers} members and ${mostTagDepartments} departments at most`;
  return refusal("tag-too-many", most);
}
