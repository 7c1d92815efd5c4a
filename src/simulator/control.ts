import { Router, type Request, type RequestHandler } from "express";
import { z } from "zod";
import { BadInputError } from "../domain/bad-input.ts";
import { readAs } from "../domain/read-as.ts";
import type { Settings } from "../domain/settings.ts";
import { readSettings, settingsKey } from "../records/settings.ts";
import type { Inbox } from "./inbox/inbox.ts";
import type { Store } from "../store/store.ts";
import type { WorldClock } from "./clock.ts";
import { chatLineJson, messageJson } from "./chat-json.ts";
import { readFollowersMessage } from "./messages.ts";
import type { Phones } from "./phones.ts";
import type { Platform, Pushed } from "./platform.ts";
import { changeSettings } from "./settings.ts";

export type ControlParts = {
  readonly store: Store;
  readonly platform: Platform;
  readonly phones: Phones;
  readonly clock: WorldClock;
  readonly inbox: Inbox;
  /** Carries what is due now, for at most 2 s. */
  readonly carryDue: () => Promise<void>;
  readonly freshSettings: Settings;
  /** Makes the world anew from a seed, or empty. */
  readonly reset: (seed: unknown) => Promise<object>;
};

/** The seed itself, or what names it. */
const resetBody = z.looseObject({ seed: z.unknown().optional() });

/** Makes `/_sim`, the control API: JSON only. What it throws is `BadInputError`. */
export function controlRouter(parts: ControlParts): Router {
  const { store, platform, phones, clock, inbox } = parts;
  const router = Router();
  router.use(onlyJson);

  router.post("/followers", async (request, response) => {
    response.json(await phones.put(request.body ?? {}));
  });
  router.get("/followers/:openid", async (request, response) => {
    response.json(await phones.get(request.params.openid));
  });
  for (const action of ["follow", "unfollow"] as const) {
    router.post(`/followers/:openid/${action}`, async (request, response) => {
      const { openid } = await phones.known(request.params.openid);
      response.json(shown(await platform.push(openid, { action, text: "" })));
    });
  }
  router.post("/followers/:openid/messages", async (request, response) => {
    const { action, pushing } = readFollowersMessage(request.body);
    const { openid } = await phones.known(request.params.openid);
    response.json(shown(await platform.push(openid, action, pushing)));
  });
  router.get("/followers/:openid/messages", async (request, response) => {
    const { openid } = await phones.get(request.params.openid);
    const agent = wholeOf(request, "agentid") ?? 0;
    response.json((await platform.chat(openid, agent)).map(chatLineJson));
  });

  router.get("/inbox", async (request, response) => {
    await parts.carryDue();
    const to = textOf(request, "to");
    const limit = wholeOf(request, "limit");
    response.json(await inbox.list({ ...(to && { to }), ...(limit !== undefined && { limit }) }));
  });
  router.post("/inbox", async (request, response) => {
    response.json(await inbox.add(request.body));
  });

  router.get("/clock", async (_request, response) => {
    response.json({ now: new Date(await clock.now()).toISOString() });
  });
  router.post("/clock", async (request, response) => {
    response.json({ now: new Date(await clock.move(request.body)).toISOString() });
  });

  router.get("/settings", async (_request, response) => {
    const [entry] = await store.read([settingsKey]);
    response.json(readSettings(entry, parts.freshSettings));
  });
  router.patch("/settings", async (request, response) => {
    response.json(await changeSettings(store, request.body, parts.freshSettings));
  });

  router.post("/reset", async (request, response) => {
    const body: unknown = request.body ?? {};
    const { seed = body } = readAs(resetBody, body);
    response.json(await parts.reset(seed));
  });
  return router;
}

function shown({ replies, delivery }: Pushed): object {
  return { replies: replies.map(messageJson), deliveries: delivery.attempts };
}

const onlyJson: RequestHandler = (request, _response, next) => {
  const hasBody =
    request.headers["transfer-encoding"] !== undefined ||
    Number(request.headers["content-length"] ?? 0) > 0;
  if (hasBody && request.is("application/json") === false) {
    throw new BadInputError("send JSON: curl --json '{…}', or Content-Type: application/json");
  }
  next();
};

function textOf(request: Request, name: string): string | undefined {
  const value = request.query[name];
  if (value === undefined || value === "") return undefined;
  if (typeof value !== "string") throw new BadInputError(`${name} must be given once`);
  return value;
}

function wholeOf(request: Request, name: string): number | undefined {
  const value = textOf(request, name);
  if (value === undefined) return undefined;
  if (!/^\d{1,9}$/.test(value)) throw new BadInputError(`${name} must be a whole number`);
  return Number(value);
}
