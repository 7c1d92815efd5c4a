import { memberNumber, upTo } from "./assistant-on-store.ts";

const perDepartment = 1_000;

/** The part of a seed that holds so many members, as many in a department as the platform lets in. */
export function manyMembers(count: number) {
  return {
    departments: upTo(Math.ceil(count / perDepartment)).map((index) => ({
      id: index + 2,
      name: `department ${index + 2}`,
    })),
    members: upTo(count).map((index) => {
      const { enabled: _, ...member } = memberNumber(index);
      return { ...member, department: [2 + Math.floor(index / perDepartment)] };
    }),
  };
}
