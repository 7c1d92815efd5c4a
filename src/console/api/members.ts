import { z } from "zod";
import { textField, wholeNumber } from "../../domain/read-as.ts";
import {
  addMember,
  allowMember,
  editMember,
  listMembers,
  removeMember,
  showMember,
} from "../members.ts";
import { askedPage, pageQuery } from "../pages.ts";
import type { AdminParts } from "../parts.ts";
import { bodyAs, idQuery, named, queryAs, type Route } from "./route.ts";

const listQuery = z.strictObject({
  ...pageQuery,
  department: idQuery.optional(),
  q: textField(1, 64).optional(),
});
const clearable = textField(0, 256).nullable().optional();
const fields = {
  position: clearable,
  mobile: clearable,
  email: clearable,
  weixinid: clearable,
  department: z.array(wholeNumber(1, Number.MAX_SAFE_INTEGER)).min(1).max(20).optional(),
};
const added = z.strictObject({
  userid: textField(1, 256),
  name: textField(1, 256),
  ...fields,
  enabled: z.boolean().optional(),
});
const edited = z.strictObject({ name: textField(1, 256).optional(), ...fields });

/** The calls on members. */
export function memberRoutes(parts: AdminParts): readonly Route[] {
  const allowing = (enabled: boolean): Route => ({
    method: "post",
    path: `/members/:userid/${enabled ? "enable" : "disable"}`,
    act: "members.change",
    object: "userid",
    answer: (asked) => allowMember(parts, asked.who, named(asked, "userid"), enabled),
  });
  return [
    {
      method: "get",
      path: "/members",
      act: "members.read",
      async answer(asked) {
        const { department, q, ...page } = queryAs(listQuery, asked);
        return listMembers(parts, { department, q }, askedPage(page));
      },
    },
    {
      method: "post",
      path: "/members",
      act: "members.change",
      status: 201,
      answer: (asked) => addMember(parts, asked.who, bodyAs(added, asked)),
    },
    {
      method: "get",
      path: "/members/:userid",
      act: "members.read",
      object: "userid",
      answer: (asked) => showMember(parts, named(asked, "userid")),
    },
    {
      method: "patch",
      path: "/members/:userid",
      act: "members.change",
      object: "userid",
      answer: (asked) =>
        editMember(parts, asked.who, named(asked, "userid"), bodyAs(edited, asked)),
    },
    {
      method: "delete",
      path: "/members/:userid",
      act: "members.change",
      object: "userid",
      answer: (asked) => removeMember(parts, asked.who, named(asked, "userid")),
    },
    allowing(true),
    allowing(false),
  ];
}
