import type { Department } from "../domain/department.ts";
import type { Change, Entry, Key, Put } from "../store/store.ts";
import { tagCounterKey } from "./counters.ts";
import { counterDifference, recordDifference } from "./difference.ts";
import { kinds } from "./kinds.ts";
import { recordsOfKind } from "./record.ts";

const departments = recordsOfKind<Department, number>(kinds.departments);
const names = recordsOfKind<{ readonly id: number }>(kinds.departmentNames);
const inTags = recordsOfKind<object>(kinds.tagDepartments);
const tree = recordsOfKind<{ readonly lastId: number }>(kinds.departmentTree);

/** The key of a department, and the reader of its record; the root (1) needs no record. */
export const { key: departmentKey, read: readDepartment } = departments;

/**
 * Returns the key of the record that says which department has a name below a parent: a name is
 * there once, and the children of a department are listed by these keys.
 */
export function departmentNameKey(parentid: number, name: string): Key {
  return names.key(`${parentid}/${name}`);
}

/** Returns the key of the record that says that a department is in a tag. */
export function tagDepartmentKey(tag: number, id: number): Key {
  return inTags.key(`${tag}/${id}`);
}

/**
 * The key of what the tree of departments has as a whole: the last id that was given. A change of
 * the tree's form (a department comes, goes or moves) checks its version and writes it again, so
 * that of two such changes at once only one is committed.
 */
export const departmentTreeKey: Key = kinds.departmentTree.name;

/** Reads the id that is kept under a department's name. */
export function readDepartmentId(entry: Entry | undefined): number | undefined {
  return names.read(entry)?.id;
}

/** Reads the last id that was given to a department. */
export function readLastDepartmentId(entry: Entry | undefined): number {
  return tree.read(entry)?.lastId ?? 1;
}

/** Writes the tree's record: its version is new, also when the last id is the same. */
export function putDepartmentTree(lastId: number): Put {
  return tree.put(departmentTreeKey, { lastId });
}

/**
 * Writes `after` in the place of `before`, with its name and the lists of its tags. Without `before`
 * the department is new, without `after` it is deleted.
 */
export function departmentChange(
  before: Department | undefined,
  after: Department | undefined,
): Pick<Change, "puts" | "deletes" | "adds"> {
  return {
    ...recordDifference(before && keptOf(before), after && keptOf(after)),
    adds: counterDifference(before?.tags?.map(tagCounterKey), after?.tags?.map(tagCounterKey)),
  };
}

function keptOf(department: Department): readonly Put[] {
  const { id, parentid, name, tags = [] } = department;
  return [
    departments.put(departmentKey(id), department),
    // The root stands below nothing, where no other name is.
    ...(parentid === 0 ? [] : [names.put(departmentNameKey(parentid, name), { id })]),
    ...tags.map((tag) => inTags.put(tagDepartmentKey(tag, id), {})),
  ];
}
