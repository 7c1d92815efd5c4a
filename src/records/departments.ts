import type { Department } from "../domain/department.ts";
import type { Change, Entry, Key } from "../store/store.ts";
import { tagCounterKey } from "./counters.ts";
import { difference } from "./difference.ts";
import { kinds } from "./kinds.ts";
import { readRecord, recordOf } from "./record.ts";

/** Where a department is kept; the root (1) is always there and needs no record. */
export function departmentKey(id: number): Key {
  return `${kinds.departments.name}/${id}`;
}

/**
 * Where it is kept which department has this name below that parent: a name is there once, and the
 * children of a department are listed by this.
 */
export function departmentNameKey(parentid: number, name: string): Key {
  return `${kinds.departmentNames.name}/${parentid}/${name}`;
}

/** Where it is kept that a department is in a tag. */
export function tagDepartmentKey(tag: number, id: number): Key {
  return `${kinds.tagDepartments.name}/${tag}/${id}`;
}

/**
 * What the tree of departments has as a whole: the last id that was given. Whatever changes the
 * tree's form (a department comes, goes or moves) rests on its version and puts it anew, so that no
 * two such changes are decided on the same tree.
 */
export const departmentTreeKey: Key = kinds.departmentTree.name;

/** Reads a department. */
export function readDepartment(entry: Entry | undefined): Department | undefined {
  return readRecord<Department>(entry, kinds.departments);
}

/** Reads the id that is kept under a department's name. */
export function readDepartmentId(entry: Entry | undefined): number | undefined {
  return readRecord<{ readonly id: number }>(entry, kinds.departmentNames)?.id;
}

/** Reads the last id that was given to a department. */
export function readLastDepartmentId(entry: Entry | undefined): number {
  return readRecord<{ readonly lastId: number }>(entry, kinds.departmentTree)?.lastId ?? 1;
}

/** Writes the tree's record: its version is new, also when the last id is the same. */
export function putDepartmentTree(lastId: number): Change["puts"][number] {
  return { key: departmentTreeKey, value: recordOf({ lastId }, kinds.departmentTree) };
}

/**
 * Writes `after` in the place of `before`, with its name and the lists of its tags. Without `before`
 * the department is new, without `after` it is deleted.
 */
export function departmentChange(
  before: Department | undefined,
  after: Department | undefined,
): Pick<Change, "puts" | "deletes" | "adds"> {
  const nameKey = before === undefined ? undefined : nameKeyOf(before);
  const newNameKey = after === undefined ? undefined : nameKeyOf(after);
  const id = (after ?? before)?.id ?? 0;
  const tags = difference(before?.tags, after?.tags);
  return {
    puts: [
      ...(after === undefined
        ? []
        : [{ key: departmentKey(id), value: recordOf(after, kinds.departments) }]),
      ...(newNameKey === undefined
        ? []
        : [{ key: newNameKey, value: recordOf({ id }, kinds.departmentNames) }]),
      ...tags.gained.map((tag) => ({
        key: tagDepartmentKey(tag, id),
        value: recordOf({}, kinds.tagDepartments),
      })),
    ],
    deletes: [
      ...(after === undefined ? [departmentKey(id)] : []),
      ...(nameKey === undefined || nameKey === newNameKey ? [] : [nameKey]),
      ...tags.lost.map((tag) => tagDepartmentKey(tag, id)),
    ],
    adds: [
      ...tags.gained.map((tag) => ({ key: tagCounterKey(tag), by: 1 })),
      ...tags.lost.map((tag) => ({ key: tagCounterKey(tag), by: -1 })),
    ],
  };
}

/** The root stands below nothing, where no other name is. */
function nameKeyOf({ parentid, name }: Department): Key | undefined {
  return parentid === 0 ? undefined : departmentNameKey(parentid, name);
}
