import { parseCookie } from "cookie";
import { Router, type CookieOptions, type Request, type RequestHandler } from "express";
import { z } from "zod";
import type { Who } from "../../domain/administration.ts";
import { networkOf } from "../../domain/address.ts";
import { BadInputError } from "../../domain/bad-input.ts";
import { browserKnownMs } from "../../domain/sign-in.ts";
import {
  administratorKey,
  readAdministrator,
  type Administrator,
} from "../../records/administrators.ts";
import { browserKey, isKnownBrowser, putBrowser } from "../../records/browsers.ts";
import { newSecretId, secretDigest } from "../../records/secret-ids.ts";
import {
  isSessionOf,
  putSession,
  readSession,
  sessionKey,
  sessionOf,
} from "../../records/sessions.ts";
import type { Store } from "../../store/store.ts";
import { hashing, isPassword } from "./passwords.ts";
import { countTry, forgetTries, refuseTooSoon, type Trier } from "./throttle.ts";

export type SessionParts = {
  readonly store: Store;
  /** Real clock, ms. */
  readonly realNow: () => number;
  /** The URL that browsers know this server by, if it is not what their Host header says. */
  readonly publicUrl: string | undefined;
  /** Judges a password; without it `isPassword`, which takes half a second. */
  readonly judge?: typeof isPassword;
};

/** Signing in and out, and the guard of everything that needs it. */
export type Sessions = {
  /** `POST /` signs in, `DELETE /` signs out. */
  readonly router: Router;
  /** Lets only signed-in administrators pass. */
  readonly guard: RequestHandler;
  /** Says who it is that the guard let pass. */
  readonly whoOf: (request: Request) => Who;
  /** Refuses what a page of somebody else sends (Origin), whatever cookies it brings. */
  readonly sameOrigin: RequestHandler;
};

const noted = 60_000;
const credentials = z.object({
  name: z.string().regex(/^\P{C}{1,64}$/u),
  password: z.string().max(256),
});

/**
 * Makes the sessions of the console: 256-bit ids, kept as digests; HttpOnly, SameSite=Strict. A
 * second such cookie outlives the session: a browser that has signed in before is held up by no
 * wrong passwords but its own, and lets nobody in by itself.
 */
export function createSessions(parts: SessionParts): Sessions {
  const { store, realNow, publicUrl, judge = isPassword } = parts;
  const secure = isSecure(publicUrl);
  const cookie = secure ? "__Host-session" : "session";
  const browserCookie = browserCookieOf(publicUrl);
  const options: CookieOptions = { httpOnly: true, sameSite: "strict", path: "/", secure };
  const router = Router();
  const signedIn = new WeakMap<Request, Who>();

  /** Who signs in with a name; `known` is the browser's id when it has done so before. */
  const whoTries = async (
    request: Request,
    name: string,
  ): Promise<{
    readonly administrator: Administrator | undefined;
    readonly known: string | undefined;
    readonly trier: Trier;
  }> => {
    const id = idOf(request, browserCookie);
    const keys = [administratorKey(name), ...(id === undefined ? [] : [browserKey(id)])];
    const [entry, browser] = await store.read(keys);
    const administrator = readAdministrator(entry);
    const known = isKnownBrowser(browser, administrator, realNow()) ? id : undefined;
    const trier =
      known === undefined
        ? { name, network: networkOf(request.ip ?? "") }
        : { name, browser: secretDigest(known) };
    return { administrator, known, trier };
  };

  router.post("/", async (request, response) => {
    const { name, password } = credentialsOf(request);
    const { administrator, known, trier } = await whoTries(request, name);
    await refuseTooSoon(store, trier, realNow());
    const place =
      "browser" in trier
        ? { of: trier.browser, isAhead: true }
        : { of: trier.network, isAhead: false };
    const isRight = await hashing(place, async () => {
      await countTry(store, trier, realNow());
      return judge(password, administrator?.password);
    });
    if (!isRight || administrator === undefined) {
      throw new BadInputError("that name and password do not fit", "not-signed-in");
    }
    const now = realNow();
    await forgetTries(store, trier, now);
    const [id, browser] = [newSecretId(), newSecretId()];
    const former = idOf(request, cookie);
    await store.commit({
      checks: [],
      puts: [
        putSession(id, sessionOf(administrator, now)),
        putBrowser(browser, administrator, now),
      ],
      deletes: [
        ...(former === undefined ? [] : [sessionKey(former)]),
        ...(known === undefined ? [] : [browserKey(known)]),
      ],
      adds: [],
    });
    response.cookie(cookie, id, options);
    response.cookie(browserCookie, browser, { ...options, maxAge: browserKnownMs });
    response.json({ name });
  });

  router.delete("/", async (request, response) => {
    await forget(store, idOf(request, cookie));
    response.clearCookie(cookie, options).json({});
  });

  return {
    router,
    whoOf(request) {
      const who = signedIn.get(request);
      if (who === undefined) throw new Error("asked who it is before the guard has looked");
      return who;
    },
    guard: async (request, _response, next) => {
      const id = idOf(request, cookie);
      const now = realNow();
      const [entry] = id === undefined ? [] : await store.read([sessionKey(id)]);
      const session = readSession(entry, now);
      const [own] =
        session === undefined ? [] : await store.read([administratorKey(session.administrator)]);
      const isGood = session !== undefined && isSessionOf(session, readAdministrator(own));
      if (id === undefined || !isGood) {
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
      signedIn.set(request, { via: "api", name: session.administrator });
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

/** Names the cookie by which a browser is known that has signed in before. */
export function browserCookieOf(publicUrl: string | undefined): string {
  return isSecure(publicUrl) ? "__Host-browser" : "browser";
}

function isSecure(publicUrl: string | undefined): boolean {
  return publicUrl?.startsWith("https:") === true;
}

function credentialsOf(request: Request): { readonly name: string; readonly password: string } {
  const read = credentials.safeParse(request.body);
  if (read.success) return read.data;
  throw new BadInputError("signing in takes JSON: {name, password}, both text");
}

async function forget(store: Store, id: string | undefined): Promise<void> {
  if (id === undefined) return;
  await store.commit({ checks: [], puts: [], deletes: [sessionKey(id)], adds: [] });
}

function idOf(request: Request, cookie: string): string | undefined {
  const value = parseCookie(request.headers.cookie ?? "")[cookie];
  return value !== undefined && /^[\w-]{43}$/.test(value) ? value : undefined;
}
