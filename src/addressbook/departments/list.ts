import type { Department } from "../../domain/department.ts";
import type { Member } from "../../domain/member.ts";
import { departmentKey, readDepartment, readDepartmentId } from "../../records/departments.ts";
import { readMember } from "../../records/members.ts";
import type { Store } from "../../store/store.ts";
import { listPage, type ListPage, type Listed } from "../list.ts";

/** Lists the members that stand directly in a department, by userid: two round trips a page. */
export function membersOfDepartment(
  store: Store,
  id: number,
  page: ListPage,
): Promise<Listed<Member>> {
  return listPage(store, page, {
    collection: "department-members",
    prefix: `${id}/`,
    keyOf: ({ id: userid }) => `members/${userid}`,
    read: readMember,
  });
}

/** Lists the departments right below one, by name: two round trips a page. */
export function childrenOfDepartment(
  store: Store,
  id: number,
  page: ListPage,
): Promise<Listed<Department>> {
  return listPage(store, page, {
    collection: "department-names",
    prefix: `${id}/`,
    keyOf: ({ entry }) => departmentKey(readDepartmentId(entry) ?? 0),
    read: readDepartment,
  });
}
