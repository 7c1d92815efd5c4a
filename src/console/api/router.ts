import { json, Router, type Request } from "express";
import {
  may as mayEverything,
  type AdministrativeAct,
  type May,
} from "../../domain/administration.ts";
import { BadInputError } from "../../domain/bad-input.ts";
import type { Sessions } from "../auth/sessions.ts";
import type { ImportHandler } from "./import-members.ts";
import type { Route } from "./route.ts";

export type ApiParts = {
  readonly sessions: Sessions;
  readonly routes: readonly Route[];
  /** Answers `POST /members/import`, which reads its body itself. */
  readonly importMembers: ImportHandler;
  /** Who may do what. */
  readonly may?: May;
};

/** Makes `/api`: signing in, and what signed-in administrators may ask. */
export function apiRouter({
  sessions,
  routes,
  importMembers,
  may = mayEverything,
}: ApiParts): Router {
  const router = Router();
  const body = json({ limit: "100kb", inflate: false });
  const refuse = (request: Request, act: AdministrativeAct, object: string): void => {
    const who = sessions.whoOf(request);
    if (may(who, act, object)) return;
    throw new BadInputError(`${who.name} may not do this (${act})`, "forbidden");
  };
  router.use(sessions.sameOrigin);
  router.use("/session", body, sessions.router);
  router.use(sessions.guard);
  router.post("/members/import", async (request, response) => {
    refuse(request, "members.import", "");
    await importMembers(sessions.whoOf(request), request, response);
  });
  router.use(body);
  for (const { method, path, act, object, status = 200, answer } of routes) {
    router[method](path, async (request, response) => {
      const params = request.params as Readonly<Record<string, string>>;
      refuse(request, act, object === undefined ? "" : (params[object] ?? ""));
      const { query, body: given } = request as { query: unknown; body: unknown };
      const who = sessions.whoOf(request);
      response.status(status).json(await answer({ who, params, query, body: given }));
    });
  }
  return router;
}
