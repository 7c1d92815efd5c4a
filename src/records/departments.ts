import type { Department } from "../domain/department.ts";
import type { Change, Entry, Key } from "../store/store.ts";
import { kinds } from "./kinds.ts";
import { readRecord, recordOf } from "./record.ts";

/** Where a department is kept; the root (1) is always there and needs no record. */
export function departmentKey(id: number): Key {
  return `${kinds.departments.name}/${id}`;
}

/** Where it is kept which department has this name below that parent: a name is there once. */
export function departmentNameKey(parentid: number, name: string): Key {
  return `${kinds.departmentNames.name}/${parentid}/${name}`;
}

/** Reads a department. */
export function readDepartment(entry: Entry | undefined): Department | undefined {
  return readRecord<Department>(entry, kinds.departments);
}

/** Writes a department down, and that it has its name. */
export function putDepartment({ id, name, parentid }: Department): Change["puts"] {
  return [
    { key: departmentKey(id), value: recordOf({ id, name, parentid }, kinds.departments) },
    { key: departmentNameKey(parentid, name), value: recordOf({ id }, kinds.departmentNames) },
  ];
}
