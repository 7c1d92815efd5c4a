import { readDepartmentName } from "../../domain/department.ts";
import { isRefusal, refusal } from "../../domain/return-codes.ts";
import {
  departmentChange,
  departmentKey,
  departmentNameKey,
  departmentTreeKey,
  putDepartmentTree,
} from "../../records/departments.ts";
import type { Command } from "../command.ts";
import {
  keysOfName,
  readUpwards,
  refusalOfNamesake,
  refusalOfPlace,
  refusalOfTakenDepartment,
} from "./tree.ts";

/** Names a new department and its parent; without an id it gets the next one. */
export type NewDepartment = {
  readonly name: string;
  readonly parentid: number;
  readonly id?: number | undefined;
};

/** Adds a department. */
export const createDepartment: Command<NewDepartment> = {
  async gather(reader, { name, parentid, id }) {
    const own = id === undefined ? [] : [departmentKey(id)];
    await reader.read([departmentTreeKey, ...keysOfName(parentid, name), ...own]);
    await readUpwards(reader, parentid);
  },
  decide(facts, { name: written, parentid, id = facts.lastDepartmentId() + 1 }) {
    const name = readDepartmentName(written);
    if (isRefusal(name)) return name;
    if (!Number.isSafeInteger(id) || id < 2) {
      return refusal("department-id-invalid", `${id} is not a whole number from 2 on`);
    }
    const problem =
      refusalOfPlace(facts, parentid, [name]) ?? refusalOfNamesake(facts, { id, name, parentid });
    if (problem !== undefined) return problem;
    const there = facts.department(id);
    if (there !== undefined) return refusalOfTakenDepartment(there);
    const { puts } = departmentChange(undefined, { id, name, parentid });
    return {
      id,
      puts: [...puts, putDepartmentTree(Math.max(id, facts.lastDepartmentId()))],
      checks: facts.checks([
        departmentTreeKey,
        departmentKey(id),
        departmentNameKey(parentid, name),
      ]),
    };
  },
};
