import type { Department } from "../domain/department.ts";
import type { Member } from "../domain/member.ts";
import { departmentKey, readDepartment, readDepartmentId } from "../records/departments.ts";
import { kinds, type Kind } from "../records/kinds.ts";
import type { List } from "../records/lists.ts";
import { memberKey, readMember } from "../records/members.ts";
import type { Entry, Key } from "../store/store.ts";

/** The members that stand directly in a department, by userid. */
export function membersOfDepartment(id: number): List<Member> {
  return index(kinds.departmentMembers, id, { keyOf: keyOfMember, read: readMember });
}

/** The departments right below one, by name. */
export function childrenOfDepartment(id: number): List<Department> {
  const keyOf = (entry: Entry): Key => departmentKey(readDepartmentId(entry) ?? 0);
  return index(kinds.departmentNames, id, { keyOf, read: readDepartment });
}

/** The members that are in a tag themselves, by userid. */
export function membersOfTag(id: number): List<Member> {
  return index(kinds.tagMembers, id, { keyOf: keyOfMember, read: readMember });
}

/** The departments that are in a tag. */
export function departmentsOfTag(id: number): List<Department> {
  const keyOf = (entry: Entry): Key => departmentKey(Number(lastPartOf(entry)));
  return index(kinds.tagDepartments, id, { keyOf, read: readDepartment });
}

/** What an entry of an index stands for: the key of a record, and how that is read. */
type Indexed<T> = {
  readonly keyOf: (entry: Entry) => Key;
  readonly read: (entry: Entry) => T | undefined;
};

function index<T>(kind: Kind, id: number, { keyOf, read }: Indexed<T>): List<T> {
  return {
    kind,
    prefix: `${id}/`,
    async show(entries, store) {
      const records = entries.length === 0 ? [] : await store.read(entries.map(keyOf));
      return records.flatMap((entry) => read(entry) ?? []);
    },
  };
}

function keyOfMember(entry: Entry): Key {
  return memberKey(lastPartOf(entry));
}

function lastPartOf({ key }: Entry): string {
  return key.slice(key.lastIndexOf("/") + 1);
}
