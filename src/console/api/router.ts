import { json, Router, type Request } from "express";
import {
  may as mayEverything,
  type AdministrativeAct,
  type May,
  type Who,
} from "../../domain/administration.ts";
import { BadInputError } from "../../domain/bad-input.ts";
import type { Sessions } from "../auth/sessions.ts";
import type { ApiCalls } from "./call.ts";
import type { ImportHandler } from "./import-members.ts";

export type ApiParts = {
  readonly sessions: Sessions;
  readonly calls: ApiCalls;
  /** Answers `POST /members/import`, which reads its body itself. */
  readonly importMembers: ImportHandler;
  /** Who may do what. */
  readonly may?: May;
};

/** No id is longer; a store takes no key of any length. */
const longestObject = 256;

const methods = ["get", "post", "put", "patch", "delete"] as const;

/** Makes `/api`: signing in, and what signed-in administrators may ask. */
export function apiRouter({
  sessions,
  calls,
  importMembers,
  may = mayEverything,
}: ApiParts): Router {
  const router = Router();
  const body = json({ limit: "100kb", inflate: false });
  /** Returns who asks. Throws `BadInputError` for somebody who may not do that. */
  const allowed = (request: Request, act: AdministrativeAct, object: string): Who => {
    const who = sessions.whoOf(request);
    if (may(who, act, object)) return who;
    throw new BadInputError(`${who.name} may not do this (${act})`, "forbidden");
  };
  router.use((_request, response, next) => {
    // What it answers is about people: no browser and no proxy keeps it.
    response.set("Cache-Control", "no-store");
    next();
  });
  router.use(sessions.sameOrigin);
  router.use("/session", body, sessions.router);
  router.use(sessions.guard);
  router.post("/members/import", async (request, response) => {
    await importMembers(allowed(request, "members.import", ""), request, response);
  });
  router.use(body);
  for (const [name, { act, status = 200, answer }] of Object.entries(calls)) {
    const [verb = "", path = ""] = name.split(" ");
    const method = methods.find((each) => each.toUpperCase() === verb);
    if (method === undefined) throw new Error(`${name} is no call`);
    router[method](path, async (request: Request<Record<string, string>>, response) => {
      const [object = ""] = Object.values(request.params);
      const who = allowed(request, act, object);
      if (object.length > longestObject) {
        throw new BadInputError(`no id has more than ${longestObject} characters`, "unknown");
      }
      const { query, body: given } = request as { query: unknown; body: unknown };
      response.status(status).json(await answer({ who, object, query, body: given }));
    });
  }
  return router;
}
