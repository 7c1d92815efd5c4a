import { Router, text, type Request, type Response } from "express";
import type { Store } from "../../store/store.ts";
import type { Platform } from "../platform.ts";
import { RefusedCallError } from "./refused.ts";
import { send } from "./send.ts";
import { createTokens, tokenSeconds } from "./tokens.ts";

export type CgiParts = {
  readonly store: Store;
  readonly platform: Platform;
  readonly corpId: string;
  /** World clock, ms. */
  readonly worldNow: () => Promise<number>;
};

type Call = (request: Request) => Promise<object>;

/**
 * Makes `/cgi-bin`, the platform's server API, as far as it is played: HTTP is always 200, the
 * errcode says what came of a call (PROTOCOL §4). What does not exist answers with what does.
 */
export function cgiRouter({ store, platform, corpId, worldNow }: CgiParts): Router {
  const tokens = createTokens(corpId, worldNow);
  const calls: Readonly<Record<string, Call>> = {
    "GET /gettoken": async ({ query }) => {
      const token = await tokens.issue(query["corpid"], query["corpsecret"]);
      return { access_token: token, expires_in: tokenSeconds };
    },
    "POST /message/send": async ({ query, body }) => {
      await tokens.check(query["access_token"]);
      return send(store, platform, jsonOf(body));
    },
  };
  const router = Router();
  // SDKs send JSON under any content type.
  router.use(text({ type: () => true, limit: "1mb", inflate: false }));
  router.use(async (request, response) => {
    const call = calls[`${request.method} ${request.path}`];
    await answer(response, () => (call === undefined ? unknown(request, calls) : call(request)));
  });
  return router;
}

async function answer(response: Response, call: () => Promise<object>): Promise<void> {
  try {
    response.json(await call());
  } catch (error) {
    if (!(error instanceof RefusedCallError)) throw error;
    response.json({ errcode: error.errcode, errmsg: error.message });
  }
}

function unknown({ method, path }: Request, calls: object): Promise<never> {
  const there = Object.keys(calls)
    .map((name) => name.replace(" ", " /cgi-bin"))
    .join(", ");
  const errmsg = `${method} /cgi-bin${path} is not simulated; there are ${there}`;
  return Promise.reject(new RefusedCallError(40058, errmsg));
}

function jsonOf(body: unknown): unknown {
  try {
    return JSON.parse(typeof body === "string" ? body : "");
  } catch {
    throw new RefusedCallError(47001, "data format error: Warning: wrong json format.");
  }
}
