import { z } from "zod";
import { statuses } from "../../domain/phase.ts";
import { oneOf, textField } from "../../domain/read-as.ts";
import { actOnFollower, listFollowers, showFollower, type FollowerAct } from "../followers.ts";
import { askedPage, pageQuery } from "../pages.ts";
import type { AdminParts } from "../parts.ts";
import { bodyAs, named, queryAs, type ApiCall, type Route } from "./route.ts";

const listQuery = z.strictObject({
  ...pageQuery,
  status: oneOf(statuses).optional(),
  ref: textField(1, 64).optional(),
  nickname: textField(1, 64).optional(),
  contact: textField(1, 128).optional(),
  order: oneOf(["oldest", "newest"]).optional(),
});
const bound = z.strictObject({ userid: textField(1, 64) });
const nothing = z.strictObject({});

/** The calls on people who follow the account, or did. */
export function followerRoutes(parts: AdminParts): readonly Route[] {
  const acting = (kind: FollowerAct["kind"], read: (asked: ApiCall) => FollowerAct): Route => ({
    method: "post",
    path: `/followers/:openid/${kind}`,
    act: "followers.change",
    object: "openid",
    answer: (asked) => actOnFollower(parts, asked.who, named(asked, "openid"), read(asked)),
  });
  return [
    {
      method: "get",
      path: "/followers",
      act: "followers.read",
      async answer(asked) {
        const { limit, cursor, order, ...filter } = queryAs(listQuery, asked);
        return listFollowers(
          parts,
          { ...filter, newest: order === "newest" },
          askedPage({ limit, cursor }),
        );
      },
    },
    {
      method: "get",
      path: "/followers/:openid",
      act: "followers.read",
      object: "openid",
      answer: (asked) => showFollower(parts, named(asked, "openid")),
    },
    acting("bind", (asked) => ({ kind: "bind", ...bodyAs(bound, asked) })),
    acting("release", (asked) => ({ kind: "release", ...bodyAs(nothing, asked) })),
    acting("unlock", (asked) => ({ kind: "unlock", ...bodyAs(nothing, asked) })),
  ];
}
