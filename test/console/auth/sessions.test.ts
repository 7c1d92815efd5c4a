import { createHash, scryptSync } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import express, { json } from "express";
import { hashPassword } from "../../../src/console/auth/passwords.ts";
import { createSessions, type SessionParts } from "../../../src/console/auth/sessions.ts";
import { countTry, liftWaits, type Trier } from "../../../src/console/auth/throttle.ts";
import { createLog } from "../../../src/app/log.ts";
import { problems } from "../../../src/http/problem.ts";
import { putAdministrator } from "../../../src/records/administrators.ts";
import { secretDigest } from "../../../src/records/secret-ids.ts";
import type { Change, Store } from "../../../src/store/store.ts";
import { upTo } from "../../support/assistant-on-store.ts";
import { describeOnLmdb } from "../../support/engines.ts";
import { tally } from "../../support/in-parallel.ts";

const password = "correct horse battery";

describeOnLmdb("sessions of the console", (open) => {
  let store: Store;
  let console: Console;
  let secure: Console;
  /** The one that hashes, as in life; the others take no half a second to judge a password. */
  let hashing: Console;
  let now = Date.now();
  const hashed = quickHash(password);
  const written: Change[] = [];
  before(async () => {
    const [opened] = await open();
    store = {
      ...opened,
      commit(change) {
        written.push(change);
        return opened.commit(change);
      },
    };
    const puts = [
      putAdministrator({ name: "admin", password: hashed }),
      putAdministrator({ name: "hashed", password: await hashPassword(password) }),
    ];
    await store.commit({ checks: [], puts, deletes: [], adds: [] });
    const parts = { store, realNow: () => now, publicUrl: undefined };
    const judge = (tried: string, kept: string | undefined): Promise<boolean> =>
      Promise.resolve(quickHash(tried) === kept);
    console = await serveConsole({ ...parts, judge });
    secure = await serveConsole({ ...parts, judge, publicUrl: "https://assistant.example.com" });
    hashing = await serveConsole(parts);
  });
  after(() => {
    for (const one of [console, secure, hashing]) one.close();
  });
  beforeEach(() => liftWaits(store, undefined, now));

  it("begin with the right password: a cookie that pages cannot read, and no other may send", async () => {
    const { status, cookie, body } = await hashing.signIn("hashed", password);
    expect({ status, body }).to.deep.equal({ status: 200, body: '{"name":"hashed"}' });
    expect(cookie).to.match(/^session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(await console.secret(cookie)).to.equal(200);
  });

  it("have a __Host- cookie, Secure, where the public URL is https", async () => {
    const { cookie } = await secure.signIn("admin", password);
    expect(cookie).to.match(
      /^__Host-session=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    expect(await secure.secret(cookie)).to.equal(200);
    // A cookie of the other kind, which plain http could have set, is none.
    expect(await secure.secret(cookie.replace("__Host-", ""))).to.equal(401);
  });

  it("lie in the store under a digest: nothing that is written shows the cookie", async () => {
    written.length = 0;
    const { cookie } = await console.signIn("admin", password);
    now += 61_000;
    expect(await console.secret(cookie)).to.equal(200);
    const [, id = ""] = /^session=([\w-]{43});/.exec(cookie) ?? [];
    const digest = createHash("sha256").update(id).digest("hex");
    const keys = written.flatMap(({ puts }) => puts.map(({ key }) => key));
    // Once when it began, once when it was seen again.
    expect(keys.filter((key) => key === `sessions/${digest}`)).to.have.lengthOf(2);
    expect(JSON.stringify(written)).to.not.include(id);
  });

  it("rest on a hash that costs 128 MiB a try: scrypt, N 2^17, r 8, p 1, a salt of its own", async () => {
    const [name, N, r, p, salt = "", hash] = (await hashPassword(password)).split("$");
    expect([name, N, r, p]).to.deep.equal(["scrypt", "131072", "8", "1"]);
    expect(Buffer.from(salt, "base64")).to.have.lengthOf(16);
    expect(await hashPassword(password)).to.not.include(salt);
    const cost = { N: 131_072, r: 8, p: 1, maxmem: 2 ** 28 };
    const derived = scryptSync(password, Buffer.from(salt, "base64"), 32, cost);
    expect(hash).to.equal(derived.toString("base64"));
  });

  it("do not begin with a wrong password or for nobody, and both take as long and say the same", async function () {
    this.timeout(20_000);
    const wrong = await timed(() => hashing.signIn("hashed", "wrong"));
    const nobody = await timed(() => hashing.signIn("nobody", "wrong"));
    for (const { answer } of [wrong, nobody]) {
      expect(answer.status).to.equal(401);
      expect(answer.cookie).to.equal("");
    }
    expect(nobody.answer.body).to.equal(wrong.answer.body);
    expect(nobody.ms).to.be.above(wrong.ms / 3);
    expect(wrong.ms).to.be.above(nobody.ms / 3);
  });

  it("are looked at by the guard: no cookie, a foreign one, one that was signed out", async () => {
    expect(await console.secret("")).to.equal(401);
    expect(await console.secret(`session=${"A".repeat(43)}`)).to.equal(401);
    expect(await console.secret("session=")).to.equal(401);
    const { cookie } = await console.signIn("admin", password);
    expect(await console.secret(`other=1; ${cookie.split(";", 1)[0] ?? ""}; more=2`)).to.equal(200);
    const left = await console.call("DELETE", "/session", undefined, { cookie });
    expect(left.status).to.equal(200);
    expect(left.cookie).to.match(/^session=; Path=\/; Expires=Thu, 01 Jan 1970/);
    expect(await console.secret(cookie)).to.equal(401);
  });

  it("get a new id with each sign-in, and the old one is dead", async () => {
    const first = await console.signIn("admin", password);
    const second = await console.signIn("admin", password, { cookie: first.cookie });
    expect(second.cookie).to.not.equal(first.cookie);
    expect(await console.secret(first.cookie)).to.equal(401);
    expect(await console.secret(second.cookie)).to.equal(200);
  });

  it("end after 30 idle minutes, and after 12 hours in all", async () => {
    const { cookie } = await console.signIn("admin", password);
    const began = now;
    while (now + 29 * 60_000 < began + 12 * 3_600_000) {
      now += 29 * 60_000;
      expect(await console.secret(cookie)).to.equal(200);
    }
    now = began + 12 * 3_600_000;
    expect(await console.secret(cookie)).to.equal(401);
    const idle = await console.signIn("admin", password);
    now += 30 * 60_000;
    expect(await console.secret(idle.cookie)).to.equal(401);
  });

  it("are refused to pages of somebody else, whatever they send", async () => {
    const { cookie } = await console.signIn("admin", password);
    for (const origin of [
      "https://evil.example",
      "null",
      "http://127.0.0.1:1",
      "http://127.0.0.1.evil.example",
    ]) {
      const tried = await console.call("DELETE", "/session", undefined, { cookie, origin });
      expect(tried.status, origin).to.equal(403);
      expect((await console.signIn("admin", password, { origin })).status, origin).to.equal(403);
    }
    expect(await console.secret(cookie)).to.equal(200);
    const own = await console.call("DELETE", "/session", undefined, {
      cookie,
      origin: console.url,
    });
    expect(own.status).to.equal(200);
  });

  it("take a JSON of name and password and nothing else", async () => {
    const bodies = [
      "",
      "[]",
      "{}",
      '{"name":"admin"}',
      '{"name":["admin"],"password":"x"}',
      '{"name":"admin","password":{"$ne":""}}',
      "null",
      '{"name"',
      `{"name":"${"a".repeat(65)}","password":"x"}`,
      `{"name":"a","password":"${"x".repeat(257)}"}`,
    ];
    for (const body of bodies) {
      const { status, body: said } = await console.call("POST", "/session", body);
      expect(status, body).to.equal(400);
      expect(said, body).to.match(/^\{"error":"[^\n]+"\}$/);
    }
    const form = await console.call("POST", "/session", "name=admin&password=x", {
      "content-type": "application/x-www-form-urlencoded",
    });
    expect(form.status).to.equal(400);
  });

  it("take any text as a name and as a password, and do not fall over it", async function () {
    this.timeout(20_000);
    for (const name of ["\ud800", "\u0000", "../admin", "admin/", "__proto__", "😀", ""]) {
      const { status } = await console.signIn(name, "\ud800\u0000x");
      expect(status, JSON.stringify(name)).to.be.oneOf([400, 401]);
    }
  });

  it("are closed for a while after five wrong passwords, for the right one too, and say how long", async function () {
    this.timeout(30_000);
    for (const _ of upTo(3)) await countTry(store, of("admin", "127.0.0.1"), now);
    const tried = await Promise.all(upTo(9).map(() => console.signIn("admin", "wrong")));
    expect(tally(tried.map(({ status }) => String(status)))).to.deep.equal({ 401: 2, 429: 7 });
    const right = await console.signIn("admin", password);
    expect({ status: right.status, retryAfter: right.retryAfter }).to.deep.equal({
      status: 429,
      retryAfter: "1",
    });
    expect(right.body).to.equal(
      '{"error":"too many wrong passwords; try again in 1 second, or lift the wait on the server: npm run admin -- unlock"}',
    );
    // Whether there is somebody of that name makes no difference.
    for (const _ of upTo(5)) await countTry(store, of("nobody", "127.0.0.1"), now);
    const { status, body, retryAfter } = await console.signIn("nobody", password);
    expect({ status, body, retryAfter }).to.deep.equal({
      status: 429,
      body: right.body,
      retryAfter: right.retryAfter,
    });
    now += 1_000;
    expect((await console.signIn("admin", password)).status).to.equal(200);
  });

  it("begin after 100 wrong names from the same address as before", async () => {
    for (const index of upTo(100)) await countTry(store, of(`name-${index}`, "127.0.0.1"), now);
    expect((await console.signIn("admin", password)).status).to.equal(200);
  });

  it("begin in a browser that has signed in before, whatever others try under its name", async function () {
    this.timeout(30_000);
    const { browser } = await console.signIn("admin", password);
    expect(browser).to.match(
      /^browser=[\w-]{43}; Max-Age=15552000; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Strict$/,
    );
    await lockOut(store, now);
    expect((await console.signIn("admin", password)).status).to.equal(429);
    const again = await console.signIn("admin", password, { cookie: browser });
    expect(again.status).to.equal(200);
    // It has a new cookie, and the one before is none any more.
    expect((await console.signIn("admin", password, { cookie: browser })).status).to.equal(429);
    expect((await console.signIn("admin", password, { cookie: again.browser })).status).to.equal(
      200,
    );
  });

  it("know a browser by name and password, let nobody in by it, and count its own wrong passwords", async function () {
    this.timeout(30_000);
    const { browser } = await console.signIn("admin", password);
    expect(await console.secret(browser)).to.equal(401);
    expect(await console.secret(browser.replace("browser", "session"))).to.equal(401);
    const withIt = (name: string, tried: string) =>
      console.signIn(name, tried, { cookie: browser });
    const known = { name: "admin", browser: secretDigest(browser.slice(8, 51)) };
    for (const _ of upTo(4)) await countTry(store, known, now);
    expect((await withIt("admin", "wrong")).status).to.equal(401);
    expect((await withIt("admin", password)).status).to.equal(429);
    // Elsewhere nobody waits for that, and under another name it is no browser that is known.
    expect((await console.signIn("admin", password)).status).to.equal(200);
    const puts = [putAdministrator({ name: "another", password: hashed })];
    await store.commit({ checks: [], puts, deletes: [], adds: [] });
    for (const _ of upTo(5)) await countTry(store, of("another", "127.0.0.1"), now);
    expect((await withIt("another", password)).status).to.equal(429);
  });

  it("know no browser any more after 180 days, or with another password", async function () {
    this.timeout(30_000);
    const { browser } = await console.signIn("admin", password);
    now += 180 * 86_400_000;
    await lockOut(store, now);
    expect((await console.signIn("admin", password, { cookie: browser })).status).to.equal(429);
    await liftWaits(store, undefined, now);
    const { browser: newer } = await console.signIn("admin", password);
    const changed = putAdministrator({ name: "admin", password: quickHash("another") });
    await store.commit({ checks: [], puts: [changed], deletes: [], adds: [] });
    await lockOut(store, now);
    expect((await console.signIn("admin", "another", { cookie: newer })).status).to.equal(429);
    const former = putAdministrator({ name: "admin", password: hashed });
    await store.commit({ checks: [], puts: [former], deletes: [], adds: [] });
  });

  it("have a __Host- cookie of a browser too where the public URL is https", async () => {
    const { browser } = await secure.signIn("admin", password);
    expect(browser).to.match(
      /^__Host-browser=[\w-]{43}; .*Path=\/; .*HttpOnly; Secure; SameSite=Strict$/,
    );
    expect(JSON.stringify(written)).to.not.include(browser.slice(15, 58));
  });

  it("end when a clock is set back by more than they may be idle", async () => {
    const { cookie } = await console.signIn("admin", password);
    now -= 30 * 60_000;
    expect(await console.secret(cookie)).to.equal(401);
    now += 30 * 60_000;
  });
});

const of = (name: string, network: string): Trier => ({ name, network });

/** Tries wrong passwords until no stranger may try another, from wherever. */
async function lockOut(store: Store, now: number): Promise<void> {
  for (const index of upTo(20)) await countTry(store, of("admin", `10.0.0.${index}`), now);
}

type Console = Awaited<ReturnType<typeof serveConsole>>;

/** Stands for a hash where it is not about hashing. */
function quickHash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

async function serveConsole(parts: SessionParts) {
  const sessions = createSessions(parts);
  const app = express();
  app.use(sessions.sameOrigin);
  app.use("/session", json(), sessions.router);
  app.use(sessions.guard);
  app.get("/secret", (_request, response) => {
    response.send("in");
  });
  app.use(problems(createLog("silent")));
  const server: Server = createServer(app).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function call(
    method: string,
    path: string,
    body?: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    const sent = {
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
      // A browser sends of a cookie its name and value only.
      ...(headers["cookie"] !== undefined && {
        cookie: headers["cookie"].replace(/; Path=.*/, ""),
      }),
    };
    const response = await fetch(url + path, {
      method,
      headers: sent,
      ...(body !== undefined && { body }),
    });
    const { status } = response;
    const cookies = response.headers.getSetCookie();
    const cookieOf = (name: string): string => cookies.find((one) => one.includes(name)) ?? "";
    return {
      status,
      body: await response.text(),
      cookie: cookieOf("session="),
      browser: cookieOf("browser="),
      retryAfter: response.headers.get("retry-after"),
    };
  }

  return {
    url,
    call,
    signIn: (name: string, tried: string, headers: Readonly<Record<string, string>> = {}) =>
      call("POST", "/session", JSON.stringify({ name, password: tried }), headers),
    /** Whether the guard lets somebody in: 200 or 401. */
    secret: async (cookie: string): Promise<number> =>
      (await call("GET", "/secret", undefined, cookie === "" ? {} : { cookie })).status,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function timed<T>(
  work: () => Promise<T>,
): Promise<{ readonly answer: T; readonly ms: number }> {
  const started = performance.now();
  const answer = await work();
  return { answer, ms: performance.now() - started };
}
