import { createHash, scryptSync } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import express, { json } from "express";
import { hashPassword } from "../../src/console/passwords.ts";
import { createSessions } from "../../src/console/session.ts";
import { countTry, forgetTries } from "../../src/console/throttle.ts";
import { createLog } from "../../src/http/log.ts";
import { problems } from "../../src/http/problem.ts";
import { putAdministrator } from "../../src/records/administrators.ts";
import type { Change, Store } from "../../src/store/store.ts";
import { upTo } from "../support/desk.ts";
import { describeOnEachEngine, describeOnLmdb } from "../support/engines.ts";
import { tally } from "../support/lanes.ts";

const password = "correct horse battery";

describeOnLmdb("sessions of the console", (open) => {
  let store: Store;
  let console: Console;
  let secure: Console;
  let now = Date.now();
  let hashed: string;
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
    hashed = await hashPassword(password);
    const administrator = putAdministrator({ name: "admin", password: hashed });
    await store.commit({ checks: [], puts: [administrator], deletes: [], adds: [] });
    console = await serveConsole(store, () => now, undefined);
    secure = await serveConsole(store, () => now, "https://assistant.example.com");
  });
  after(() => {
    console.close();
    secure.close();
  });
  beforeEach(() => forgetTries(store, "admin", "127.0.0.1"));

  it("begin with the right password: a cookie that pages cannot read, and no other may send", async () => {
    const { status, cookie, body } = await console.signIn("admin", password);
    expect({ status, body }).to.deep.equal({ status: 200, body: '{"name":"admin"}' });
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
    const [name, N, r, p, salt = "", hash] = hashed.split("$");
    expect([name, N, r, p]).to.deep.equal(["scrypt", "131072", "8", "1"]);
    expect(Buffer.from(salt, "base64")).to.have.lengthOf(16);
    expect(await hashPassword(password)).to.not.include(salt);
    const cost = { N: 131_072, r: 8, p: 1, maxmem: 2 ** 28 };
    const derived = scryptSync(password, Buffer.from(salt, "base64"), 32, cost);
    expect(hash).to.equal(derived.toString("base64"));
  });

  it("do not begin with a wrong password or for nobody, and both take as long and say the same", async function () {
    this.timeout(20_000);
    const wrong = await timed(() => console.signIn("admin", "wrong"));
    const nobody = await timed(() => console.signIn("nobody", "wrong"));
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

  it("are closed for a while after five wrong passwords, for the right one too", async function () {
    this.timeout(30_000);
    const tried = await Promise.all(upTo(12).map(() => console.signIn("admin", "wrong")));
    expect(tally(tried.map(({ status }) => String(status)))).to.deep.equal({ 401: 5, 429: 7 });
    const right = await console.signIn("admin", password);
    expect(right.status).to.equal(429);
    expect(right.body).to.equal('{"error":"too many wrong passwords; try again in 1 seconds"}');
    now += 1_000;
    expect((await console.signIn("admin", password)).status).to.equal(200);
  });
});

describeOnEachEngine("tries at a password", (open) => {
  const start = Date.now();

  it("wait 1 s after the fifth, then twice as long each time, 15 minutes at most", async () => {
    const [store] = await open();
    let now = start;
    const waits: number[] = [];
    for (const _ of upTo(20)) {
      const from = now;
      while (!(await isLetIn(store, "admin", "10.0.0.1", now))) now += 1_000;
      waits.push((now - from) / 1_000);
    }
    expect(waits).to.deep.equal([
      0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900, 900,
    ]);
  });

  it("are at most 100 in 12 hours for a name, from however many addresses", async () => {
    const [store] = await open();
    let letIn = 0;
    // Half a day of somebody who tries every ten seconds, from 500 addresses.
    for (let second = 0; second < 43_200; second += 10) {
      const address = `10.0.${second % 2}.${second % 250}`;
      if (await isLetIn(store, "admin", address, start + second * 1_000)) letIn += 1;
    }
    expect(letIn).to.be.within(50, 100);
  });

  it("are 100 in 12 hours for an address, whatever the names", async () => {
    const [store] = await open();
    const results = await Promise.all(
      upTo(150).map((index) => isLetIn(store, `name-${index}`, "10.0.0.9", start)),
    );
    expect(results.filter(Boolean)).to.have.lengthOf(100);
    expect(await isLetIn(store, "somebody", "10.0.0.9", start + 11 * 3_600_000)).to.equal(false);
    expect(await isLetIn(store, "somebody", "10.0.0.9", start + 12 * 3_600_000)).to.equal(true);
    expect(await isLetIn(store, "somebody", "10.0.0.10", start)).to.equal(true);
  });

  it("are counted one by one when many come at once over two connections", async () => {
    const stores = await open();
    const results = await Promise.all(
      upTo(50).map((index) => isLetIn(stores[index % 2] ?? stores[0], "admin", "10.0.0.1", start)),
    );
    expect(results.filter(Boolean)).to.have.lengthOf(5);
  });
});

async function isLetIn(store: Store, name: string, address: string, now: number): Promise<boolean> {
  try {
    await countTry(store, name, address, now);
    return true;
  } catch {
    return false;
  }
}

type Console = Awaited<ReturnType<typeof serveConsole>>;

async function serveConsole(store: Store, realNow: () => number, publicUrl: string | undefined) {
  const sessions = createSessions({ store, realNow, publicUrl });
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
    return {
      status,
      body: await response.text(),
      cookie: response.headers.get("set-cookie") ?? "",
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
