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
import { askedPage, pageQuery } from "../pages.ts";
import type { AdminParts } from "../parts.ts";
import { bodyAs, idQuery, named, queryAs, type ApiCall, type Route } from "./route.ts";

const listQuery = z.strictObject({
  ...pageQuery,
  parentid: idQuery.optional(),
  q: textField(1, 64).optional(),
});
const id = wholeNumber(1, Number.MAX_SAFE_INTEGER);
const name = textField(1, 256);
const added = z.strictObject({ name, parentid: id.default(rootId), id: id.optional() });
const edited = z.strictObject({ name: name.optional(), parentid: id.optional() });

/** The calls on departments. */
export function departmentRoutes(parts: AdminParts): readonly Route[] {
  return [
    {
      method: "get",
      path: "/departments",
      act: "departments.read",
      async answer(asked) {
        const { parentid, q, ...page } = queryAs(listQuery, asked);
        return listDepartments(parts, { parentid, q }, askedPage(page));
      },
    },
    {
      method: "post",
      path: "/departments",
      act: "departments.change",
      status: 201,
      answer: (asked) => addDepartment(parts, asked.who, bodyAs(added, asked)),
    },
    {
      method: "get",
      path: "/departments/:id",
      act: "departments.read",
      object: "id",
      answer: async (asked) => showDepartment(parts, idOf(asked)),
    },
    {
      method: "patch",
      path: "/departments/:id",
      act: "departments.change",
      object: "id",
      answer: async (asked) =>
        editDepartment(parts, asked.who, { id: idOf(asked), ...bodyAs(edited, asked) }),
    },
    {
      method: "delete",
      path: "/departments/:id",
      act: "departments.change",
      object: "id",
      answer: async (asked) => removeDepartment(parts, asked.who, idOf(asked)),
    },
  ];
}

function idOf(asked: ApiCall): number {
  const text = named(asked, "id");
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new BadInputError("a department's id is a whole number", "unknown");
}
