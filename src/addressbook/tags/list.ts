import type { Department } from "../../domain/department.ts";
import type { Member } from "../../domain/member.ts";
import type { Tag } from "../../domain/tag.ts";
import { departmentKey, readDepartment } from "../../records/departments.ts";
import { readMember } from "../../records/members.ts";
import { readTag, tagKey } from "../../records/tags.ts";
import type { Store } from "../../store/store.ts";
import { listPage, type ListPage, type Listed } from "../list.ts";

/** Lists the tags. */
export async function listTags(store: Store, { limit, after }: ListPage): Promise<Listed<Tag>> {
  const from = after === undefined ? {} : { after: tagKey(Number(after)) };
  const found = await store.scan("tags", { limit: limit + 1, ...from });
  const items = found.slice(0, limit).flatMap((entry) => readTag(entry) ?? []);
  const last = items.at(-1);
  return found.length > limit && last !== undefined ? { items, next: String(last.id) } : { items };
}

/** Lists the members that are in a tag themselves, by userid: two round trips a page. */
export function membersOfTag(store: Store, id: number, page: ListPage): Promise<Listed<Member>> {
  return listPage(store, page, {
    collection: "tag-members",
    prefix: `${id}/`,
    keyOf: ({ id: userid }) => `members/${userid}`,
    read: readMember,
  });
}

/** Lists the departments that are in a tag: two round trips a page. */
export function departmentsOfTag(
  store: Store,
  id: number,
  page: ListPage,
): Promise<Listed<Department>> {
  return listPage(store, page, {
    collection: "tag-departments",
    prefix: `${id}/`,
    keyOf: ({ id: department }) => departmentKey(Number(department)),
    read: readDepartment,
  });
}
