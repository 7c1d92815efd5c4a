import { z } from "zod";
import { updateAccount, showAccount } from "../account.ts";
import { listAudit } from "../audit.ts";
import { askedPage, pageQuery } from "../pages.ts";
import type { AdminParts } from "../parts.ts";
import { updateSettings, showSettings } from "../settings.ts";
import { queryAs, type Route } from "./route.ts";

const auditQuery = z.strictObject(pageQuery);

/** The calls on the account itself: its name, its settings, and what was done to it. */
export function accountRoutes(parts: AdminParts): readonly Route[] {
  return [
    {
      method: "get",
      path: "/account",
      act: "account.read",
      answer: () => showAccount(parts),
    },
    {
      method: "patch",
      path: "/account",
      act: "account.change",
      answer: ({ who, body }) => updateAccount(parts, who, body),
    },
    {
      method: "get",
      path: "/settings",
      act: "settings.read",
      answer: () => showSettings(parts),
    },
    {
      method: "patch",
      path: "/settings",
      act: "settings.change",
      answer: ({ who, body }) => updateSettings(parts, who, body),
    },
    {
      method: "get",
      path: "/audit",
      act: "audit.read",
      answer: (asked) => listAudit(parts, askedPage(queryAs(auditQuery, asked))),
    },
  ];
}
