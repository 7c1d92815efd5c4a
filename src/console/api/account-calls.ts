import { z } from "zod";
import { statuses } from "../../domain/phase.ts";
import { oneOf, textField } from "../../domain/read-as.ts";
import { showAccount, updateAccount } from "../account.ts";
import {
  addAdministrator,
  changePassword,
  listAdministrators,
  removeAdministrator,
} from "../administrators.ts";
import { listAudit } from "../audit.ts";
import { deliveryStates, listDeliveries, tryAgain } from "../deliveries.ts";
import { actOnFollower, listFollowers, showFollower } from "../followers.ts";
import { pageQuery } from "../pages.ts";
import type { AdminParts } from "../parts.ts";
import { showSettings, updateSettings } from "../settings.ts";
import { bodyAs, queryAs, type ApiCalls } from "./call.ts";

const page = z.strictObject(pageQuery);

/** The calls on the account itself: its name, its settings, and what was done to it. */
export function accountCalls(parts: AdminParts): ApiCalls {
  return {
    "GET /account": { act: "account.read", answer: () => showAccount(parts) },
    "PATCH /account": {
      act: "account.change",
      answer: ({ who, body }) => updateAccount(parts, who, body),
    },
    "GET /settings": { act: "settings.read", answer: () => showSettings(parts) },
    "PATCH /settings": {
      act: "settings.change",
      answer: ({ who, body }) => updateSettings(parts, who, body),
    },
    "GET /audit": {
      act: "audit.read",
      answer: async ({ query }) => listAudit(parts, queryAs(page, query)),
    },
  };
}

const followersQuery = z.strictObject({
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
export function followerCalls(parts: AdminParts): ApiCalls {
  const act = "followers.change";
  return {
    "GET /followers": {
      act: "followers.read",
      async answer({ query }) {
        const { limit, cursor, order, ...filter } = queryAs(followersQuery, query);
        const newest = order === "newest";
        return listFollowers(parts, { ...filter, newest }, { limit, cursor });
      },
    },
    "GET /followers/:openid": {
      act: "followers.read",
      answer: ({ object }) => showFollower(parts, object),
    },
    "POST /followers/:openid/bind": {
      act,
      answer: ({ who, object, body }) =>
        actOnFollower(parts, who, object, { kind: "bind", ...bodyAs(bound, body) }),
    },
    "POST /followers/:openid/release": {
      act,
      answer: ({ who, object, body }) =>
        actOnFollower(parts, who, object, { kind: "release", ...bodyAs(nothing, body) }),
    },
    "POST /followers/:openid/unlock": {
      act,
      answer: ({ who, object, body }) =>
        actOnFollower(parts, who, object, { kind: "unlock", ...bodyAs(nothing, body) }),
    },
  };
}

const deliveriesQuery = z.strictObject({ ...pageQuery, state: oneOf(deliveryStates) });

/** The calls on codes that have not been delivered. */
export function deliveryCalls(parts: AdminParts): ApiCalls {
  return {
    "GET /deliveries": {
      act: "deliveries.read",
      async answer({ query }) {
        const { state, ...asked } = queryAs(deliveriesQuery, query);
        return listDeliveries(parts, state, asked);
      },
    },
    "POST /deliveries/:id/again": {
      act: "deliveries.change",
      answer: ({ who, object }) => tryAgain(parts, who, object),
    },
  };
}

const password = textField(8, 256);
const added = z.strictObject({ name: z.string(), password: password.optional() });
const changed = z.strictObject({ password });

/** The calls on those who may sign in. */
export function administratorCalls(parts: AdminParts): ApiCalls {
  const act = "administrators.change";
  return {
    "GET /administrators": {
      act: "administrators.read",
      answer: async ({ query }) => listAdministrators(parts, queryAs(page, query)),
    },
    "POST /administrators": {
      act,
      status: 201,
      answer: async ({ who, body }) => addAdministrator(parts, who, bodyAs(added, body)),
    },
    "PUT /administrators/:name/password": {
      act,
      answer: async ({ who, object: name, body }) =>
        changePassword(parts, who, { name, ...bodyAs(changed, body) }),
    },
    "DELETE /administrators/:name": {
      act,
      answer: ({ who, object }) => removeAdministrator(parts, who, object),
    },
  };
}
