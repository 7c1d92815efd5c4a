import { z } from "zod";
import { isAdministratorName } from "../../domain/sign-in.ts";
import {
  addAdministrator,
  changePassword,
  listAdministrators,
  removeAdministrator,
} from "../administrators.ts";
import { askedPage, pageQuery } from "../pages.ts";
import type { AdminParts } from "../parts.ts";
import { bodyAs, named, queryAs, type Route } from "./route.ts";

const listQuery = z.strictObject(pageQuery);
const password = z
  .string()
  .min(8, { error: "must be 8 to 256 characters" })
  .max(256, { error: "must be 8 to 256 characters" });
const added = z.strictObject({
  name: z
    .string()
    .refine(isAdministratorName, { error: "must be 1 to 64 characters, without / and controls" }),
  password: password.optional(),
});
const changed = z.strictObject({ password });

/** The calls on those who may sign in. */
export function administratorRoutes(parts: AdminParts): readonly Route[] {
  return [
    {
      method: "get",
      path: "/administrators",
      act: "administrators.read",
      answer: (asked) => listAdministrators(parts, askedPage(queryAs(listQuery, asked))),
    },
    {
      method: "post",
      path: "/administrators",
      act: "administrators.change",
      status: 201,
      answer: (asked) => addAdministrator(parts, asked.who, bodyAs(added, asked)),
    },
    {
      method: "put",
      path: "/administrators/:name/password",
      act: "administrators.change",
      object: "name",
      answer: (asked) =>
        changePassword(parts, asked.who, { name: named(asked, "name"), ...bodyAs(changed, asked) }),
    },
    {
      method: "delete",
      path: "/administrators/:name",
      act: "administrators.change",
      object: "name",
      answer: (asked) => removeAdministrator(parts, asked.who, named(asked, "name")),
    },
  ];
}
