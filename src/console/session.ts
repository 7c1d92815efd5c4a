import { randomBytes } from "node:crypto";
import { Router, type CookieOptions, type Request, type RequestHandler } from "express";
import { BadInputError } from "../domain/bad-input.ts";
import { administratorKey, readAdministrator } from "../records/administrators.ts";
import { putSession, readSession, sessionKey } from "../records/sessions.ts";
import type { Store } from "../store/store.ts";
import { isPassword } from "./passwords.ts";
import { countTry, forgetTries } from "./throttle.ts";

export type SessionParts = {
  readonly store: Store;
  /** Real clock, ms. */
  readonly realNow: () => number;
  /** The URL that browsers know this server by, if it is not what their Host header says. */
  readonly publicUrl: string | undefined;
};

/** Signing in and out, and the guard of everything that needs it. */
export type Sessions = {
  /** `POST /` signs in, `DELETE /` signs out. */
  readonly router: Router;
  /** Lets only signed-in administrators pass. */
  readonly guard: RequestHandler;
  /** Refuses what a page of somebody else sends (Origin), whatever cookies it brings. */
  readonly sameOrigin: RequestHandler;
};

const noted = 60_000;

/** Makes the sessions of the console: 256-bit ids, kept as digests; HttpOnly, SameSite=Strict. */
export function createSessions(parts: SessionParts): Sessions {
  const { store, realNow, publicUrl } = parts;
  const secure = publicUrl?.startsWith("https:") === true;
  const cookie = secure ? "__Host-session" : "session";
  const options: CookieOptions = { httpOnly: true, sameSite: "strict", path: "/", secure };
  const router = Router();

  router.post("/", async (request, response) => {
    const { name, password } = credentialsOf(request);
    const address = request.ip ?? "";
    await countTry(store, name, address, realNow());
    const [entry] = await store.read([administratorKey(name)]);
    if (!(await isPassword(password, readAdministrator(entry)?.password))) {
      throw new BadInputError("that name and password do not fit", "not-signed-in");
    }
    await forgetTries(store, name, address);
    await forget(store, idOf(request, cookie));
    const id = randomBytes(32).toString("base64url");
    const now = realNow();
    const session = { administrator: name, since: now, seen: now };
    await store.commit({ checks: [], puts: [putSession(id, session)], deletes: [], adds: [] });
    response.cookie(cookie, id, options).json({ name });
  });

  router.delete("/", async (request, response) => {
    await forget(store, idOf(request, cookie));
    response.clearCookie(cookie, options).json({});
  });

  return {
    router,
    guard: async (request, _response, next) => {
      const id = idOf(request, cookie);
      const now = realNow();
      const [entry] = id === undefined ? [] : await store.read([sessionKey(id)]);
      const session = readSession(entry, now);
      if (id === undefined || session === undefined) {
        throw new BadInputError(
          "sign in first: POST /api/session {name, password}",
          "not-signed-in",
        );
      }
      if (now - session.seen > noted) {
        const puts = [putSession(id, { ...session, seen: now })];
        const checks = [{ key: sessionKey(id), version: entry?.version ?? "" }];
        await store.commit({ checks, puts, deletes: [], adds: [] });
      }
      next();
    },
    sameOrigin: (request, _response, next) => {
      const { origin, host } = request.headers;
      const ours = publicUrl === undefined ? undefined : new URL(publicUrl).origin;
      const harmless = request.method === "GET" || request.method === "HEAD";
      if (harmless || origin === undefined || origin === ours) next();
      else if (URL.canParse(origin) && new URL(origin).host === host) next();
      else throw new BadInputError("this page belongs to somebody else", "forbidden");
    },
  };
}

function credentialsOf(request: Request): { readonly name: string; readonly password: string } {
  const body: unknown = request.body;
  if (typeof body === "object" && body !== null && "name" in body && "password" in body) {
    const { name, password } = body;
    const fits = typeof name === "string" && typeof password === "string";
    if (fits && isName(name) && password.length <= 256) return { name, password };
  }
  throw new BadInputError("signing in takes JSON: {name, password}, both text");
}

function isName(text: string): boolean {
  return /^\P{C}{1,64}$/u.test(text);
}

async function forget(store: Store, id: string | undefined): Promise<void> {
  if (id === undefined) return;
  await store.commit({ checks: [], puts: [], deletes: [sessionKey(id)], adds: [] });
}

function idOf(request: Request, cookie: string): string | undefined {
  for (const pair of (request.headers.cookie ?? "").split(";")) {
    const [name, value] = pair.trim().split("=", 2);
    if (name === cookie && value !== undefined && /^[\w-]{43}$/.test(value)) return value;
  }
  return undefined;
}
