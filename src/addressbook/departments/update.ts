import { readDepartmentName, rootId } from "../../domain/department.ts";
import { isRefusal, refusal } from "../../domain/return-codes.ts";
import {
  departmentChange,
  departmentKey,
  departmentNameKey,
  departmentTreeKey,
  putDepartmentTree,
} from "../../records/departments.ts";
import type { Command } from "../command.ts";
import { refusalOfUnknown } from "../members/put.ts";
import { keysOfName, longestWayDown, refusalOfNamesake, refusalOfPlace, upwards } from "./tree.ts";

/** Names a department, and what is to be so of it. */
export type DepartmentAsked = {
  readonly id: number;
  readonly name?: string | undefined;
  readonly parentid?: number | undefined;
};

/** Renames a department, or moves it with all that is below it; what is not named stays. */
export const updateDepartment: Command<DepartmentAsked> = {
  async gather(reader, { id, name, parentid }) {
    const facts = await reader.read([departmentTreeKey, departmentKey(id)]);
    const before = facts.department(id);
    if (before === undefined) return;
    await reader.read(keysOfName(parentid ?? before.parentid, name ?? before.name));
    // How deep it becomes is decided by all that is below it.
    if (parentid !== undefined) await reader.list("departments", "");
  },
  decide(facts, { id, name: written, parentid }) {
    const before = facts.department(id);
    if (before === undefined) return refusalOfUnknown(id);
    const name = written === undefined ? before.name : readDepartmentName(written);
    if (isRefusal(name)) return name;
    const after = { ...before, name, parentid: parentid ?? before.parentid };
    const isMoved = after.parentid !== before.parentid;
    if (!isMoved && name === before.name) return {};
    if (isMoved) {
      if (id === rootId) return refusal("department-root");
      const problem = upwards(facts, after.parentid).some((above) => above.id === id)
        ? refusal("department-cycle", `${after.parentid} is ${id}, or stands below it`)
        : refusalOfPlace(facts, after.parentid, longestWayDown(facts, after));
      if (problem !== undefined) return problem;
    }
    const taken = refusalOfNamesake(facts, after);
    if (taken !== undefined) return taken;
    const { puts, deletes } = departmentChange(before, after);
    const rested = [departmentKey(id), departmentNameKey(after.parentid, name)];
    return {
      puts: [...puts, ...(isMoved ? [putDepartmentTree(facts.lastDepartmentId())] : [])],
      deletes,
      checks: facts.checks(isMoved ? [...rested, departmentTreeKey] : rested),
    };
  },
};
