import { rootId } from "../../domain/department.ts";
import { refusal } from "../../domain/return-codes.ts";
import { departmentCounterKey } from "../../records/counters.ts";
import {
  departmentChange,
  departmentKey,
  departmentTreeKey,
  putDepartmentTree,
} from "../../records/departments.ts";
import type { Command } from "../command.ts";
import { refusalOfUnknown } from "../members/put.ts";

/** Deletes a department that has neither members nor children; it leaves its tags. */
export const deleteDepartment: Command<{ readonly id: number }> = {
  async gather(reader, { id }) {
    await reader.read([departmentTreeKey, departmentKey(id), departmentCounterKey(id)]);
    await reader.list("department-names", `${id}/`, 1);
  },
  decide(facts, { id }) {
    const department = facts.department(id);
    if (department === undefined) return refusalOfUnknown(id);
    if (id === rootId) return refusal("department-root");
    if (facts.under(`department-names/${id}/`).length > 0) {
      return refusal("department-has-children", `${department.name} (${id})`);
    }
    const members = facts.directMembers(id);
    if (members > 0) {
      return refusal("department-has-members", `${department.name} (${id}) has ${members}`);
    }
    const { puts, deletes, adds } = departmentChange(department, undefined);
    return {
      puts: [...puts, putDepartmentTree(facts.lastDepartmentId())],
      deletes,
      // Somebody who joins meanwhile makes the counter refuse this.
      adds: [...adds, { key: departmentCounterKey(id), by: 0, max: 0 }],
      checks: facts.checks([departmentTreeKey, departmentKey(id)]),
    };
  },
};
