import {
  readDepartmentName,
  refusalOfDepth,
  rootId,
  type Department,
} from "../../domain/department.ts";
import { isRefusal, refusal, type Refusal } from "../../domain/return-codes.ts";
import { departmentKey, departmentNameKey, readDepartment } from "../../records/departments.ts";
import type { Key } from "../../store/store.ts";
import type { Facts } from "../facts.ts";
import type { FactsReader } from "../facts-reader.ts";

/** More levels than any tree has: a broken one is not followed for ever. */
const mostFollowed = 32;

/** Reads a department and all above it, up to the root. */
export async function readUpwards(reader: FactsReader, id: number): Promise<void> {
  let at = id;
  for (let level = 0; level < mostFollowed && at !== rootId; level += 1) {
    const facts = await reader.read([departmentKey(at)]);
    at = facts.department(at)?.parentid ?? rootId;
  }
}

/** The key of a name as somebody wrote it; none when it is no name. */
export function keysOfName(parentid: number, written: string): readonly Key[] {
  const name = readDepartmentName(written);
  return isRefusal(name) ? [] : [departmentNameKey(parentid, name)];
}

/**
 * Refuses to put a department below `parentid`: no such parent, or too deep. `names` are its own and
 * those of the longest way down from it.
 */
export function refusalOfPlace(
  facts: Facts,
  parentid: number,
  names: readonly string[],
): Refusal | undefined {
  if (facts.department(parentid) === undefined) {
    return refusal("parent-unknown", `no department has the id ${parentid}`);
  }
  const above = upwards(facts, parentid).map(({ name }) => name);
  return refusalOfDepth([...above.reverse(), ...names]);
}

/** Refuses an id that is taken, or a name that another department has below the same parent. */
export function refusalOfTakenDepartment({ id, name }: Pick<Department, "id" | "name">): Refusal {
  return refusal("department-taken", `${id}; ${name} has this id, or this name below its parent`);
}

/** Refuses a name that another department than `id` has below the parent. */
export function refusalOfNamesake(
  facts: Facts,
  { id, name, parentid }: Department,
): Refusal | undefined {
  const namesake = facts.departmentNamed(parentid, name);
  if (namesake === undefined || namesake === id) return undefined;
  return refusalOfTakenDepartment({ id: namesake, name });
}

/** A department and all above it, without the root. */
export function upwards(facts: Facts, id: number): readonly Department[] {
  const found: Department[] = [];
  for (let at = id; at !== rootId && found.length < mostFollowed;) {
    const department = facts.department(at);
    if (department === undefined) break;
    found.push(department);
    at = department.parentid;
  }
  return found;
}

/** The names of the longest way down from a department, its own first; all departments were read. */
export function longestWayDown(facts: Facts, { id, name }: Department): readonly string[] {
  const children = new Map<number, Department[]>();
  for (const entry of facts.under("departments/")) {
    const department = readDepartment(entry);
    if (department === undefined) continue;
    const siblings = children.get(department.parentid) ?? [];
    children.set(department.parentid, [...siblings, department]);
  }
  const wayFrom = (at: number, own: string, level: number): readonly string[] => {
    if (level > mostFollowed) return [own];
    const ways = (children.get(at) ?? []).map((child) => wayFrom(child.id, child.name, level + 1));
    return [own, ...ways.reduce((one, other) => (other.length > one.length ? other : one), [])];
  };
  return wayFrom(id, name, 0);
}
