import { z } from "zod";
import { BadInputError } from "../../domain/bad-input.ts";
import { rootId } from "../../domain/department.ts";
import { textField, wholeNumber } from "../../domain/read-as.ts";
import {
  addDepartment,
  editDepartment,
  listDepartments,
  removeDepartment,
  showDepartment,
} from "../departments.ts";
import {
  addMember,
  allowMember,
  editMember,
  listMembers,
  removeMember,
  showMember,
} from "../members.ts";
import { pageQuery } from "../pages.ts";
import type { AdminParts } from "../parts.ts";
import { bodyAs, queryAs, type ApiCalls } from "./call.ts";

const idQuery = z
  .string()
  .regex(/^\d{1,15}$/, { error: "must be a department's id" })
  .transform(Number);
const id = wholeNumber(1, Number.MAX_SAFE_INTEGER);
const name = textField(1, 256);
const searched = { ...pageQuery, q: textField(1, 64).optional() };
const membersQuery = z.strictObject({ ...searched, department: idQuery.optional() });
const clearable = textField(0, 256).nullable().optional();
const fields = {
  position: clearable,
  mobile: clearable,
  email: clearable,
  weixinid: clearable,
  department: z.array(id).min(1).max(20).optional(),
};
const memberAdded = z.strictObject({
  userid: textField(1, 256),
  name,
  ...fields,
  enabled: z.boolean().optional(),
});
const memberEdited = z.strictObject({ name: name.optional(), ...fields });

/** The calls on members. */
export function memberCalls(parts: AdminParts): ApiCalls {
  const act = "members.change";
  return {
    "GET /members": {
      act: "members.read",
      async answer({ query }) {
        const { department, q, ...page } = queryAs(membersQuery, query);
        return listMembers(parts, { department, q }, page);
      },
    },
    "POST /members": {
      act,
      status: 201,
      answer: async ({ who, body }) => addMember(parts, who, bodyAs(memberAdded, body)),
    },
    "GET /members/:userid": {
      act: "members.read",
      answer: ({ object }) => showMember(parts, object),
    },
    "PATCH /members/:userid": {
      act,
      answer: async ({ who, object, body }) =>
        editMember(parts, who, object, bodyAs(memberEdited, body)),
    },
    "DELETE /members/:userid": {
      act,
      answer: ({ who, object }) => removeMember(parts, who, object),
    },
    "POST /members/:userid/enable": {
      act,
      answer: ({ who, object }) => allowMember(parts, who, object, true),
    },
    "POST /members/:userid/disable": {
      act,
      answer: ({ who, object }) => allowMember(parts, who, object, false),
    },
  };
}

const departmentsQuery = z.strictObject({ ...searched, parentid: idQuery.optional() });
// Who is given no id gets the highest so far and one: that must stay a whole number.
const newId = wholeNumber(2, 2 ** 32 - 1);
const departmentAdded = z.strictObject({
  name,
  parentid: id.default(rootId),
  id: newId.optional(),
});
const departmentEdited = z.strictObject({ name: name.optional(), parentid: id.optional() });

/** The calls on departments. */
export function departmentCalls(parts: AdminParts): ApiCalls {
  const act = "departments.change";
  return {
    "GET /departments": {
      act: "departments.read",
      async answer({ query }) {
        const { parentid, q, ...page } = queryAs(departmentsQuery, query);
        return listDepartments(parts, { parentid, q }, page);
      },
    },
    "POST /departments": {
      act,
      status: 201,
      answer: ({ who, body }) => addDepartment(parts, who, bodyAs(departmentAdded, body)),
    },
    "GET /departments/:id": {
      act: "departments.read",
      answer: async ({ object }) => showDepartment(parts, idIn(object)),
    },
    "PATCH /departments/:id": {
      act,
      answer: async ({ who, object, body }) =>
        editDepartment(parts, who, { id: idIn(object), ...bodyAs(departmentEdited, body) }),
    },
    "DELETE /departments/:id": {
      act,
      answer: async ({ who, object }) => removeDepartment(parts, who, idIn(object)),
    },
  };
}

function idIn(object: string): number {
  if (/^\d{1,15}$/.test(object)) return Number(object);
  throw new BadInputError("a department's id is a whole number", "unknown");
}
