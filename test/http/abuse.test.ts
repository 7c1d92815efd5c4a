import { once } from "node:events";
import { createServer } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import express, { type Express } from "express";
import { hashPassword } from "../../src/console/auth/passwords.ts";
import { usualLimits } from "../../src/http/connections.ts";
import { createLog } from "../../src/app/log.ts";
import { problems } from "../../src/http/problem.ts";
import { putAdministrator } from "../../src/records/administrators.ts";
import { loginsKey } from "../../src/records/logins.ts";
import { createEnds } from "../support/ends.ts";
import { neverWhole, startHorde } from "../support/horde.ts";
import { sealed, textXml } from "../support/pushes.ts";
import { startProgram, type Program } from "../support/program.ts";
import { upTo } from "../support/assistant-on-store.ts";
import { pause } from "../support/redis.ts";
import { connectRaw } from "../support/raw.ts";
import { scaled } from "../support/sizes.ts";

describe("the server under abuse", () => {
  let program: Program;
  before(async () => {
    program = await startProgram();
  });
  after(() => program.stop());
  // Whatever was done to it, it goes on.
  afterEach(async () => {
    const { json } = await program.call("POST", "/_sim/followers/oZhangWei/messages", {
      content: "你好",
    });
    expect(json).to.have.nested.property("replies[0].content");
  });

  type Sent = {
    readonly method?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string | Uint8Array<ArrayBuffer>;
  };

  /** Sends what no well-meant client would, and expects one line of JSON with the reason. */
  async function expectLine(
    status: number | readonly number[],
    path: string,
    sent: Sent = {},
  ): Promise<void> {
    const response = await fetch(program.server.url + path, sent);
    const text = await response.text();
    const about = `${sent.method ?? "GET"} ${path.slice(0, 80)}: ${text.slice(0, 300)}`;
    expect(response.status, about).to.be.oneOf([status].flat());
    expect(response.headers.get("content-type"), about).to.equal("application/json; charset=utf-8");
    expect(text, about).to.match(/^\{"error":"[^\n]{1,1000}"\}$/);
    expectNoTrace(text);
  }
  const json = (body: string): Sent => ({
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });

  it("answers 404 in one line for what is not there", async () => {
    const paths = [
      "/nothing",
      "/_sim",
      "/_sim/nothing",
      "/callback/",
      "/callbacks",
      "//callback",
      "/CALLBACK",
      "/%63allback",
      "/../../etc/passwd",
      "/page.css/x",
      "/__proto__",
      "/constructor",
    ];
    for (const path of paths) await expectLine(404, path);
    for (const path of ["/healthz", "/metrics", "/"]) {
      await expectLine(404, path, { method: "POST" });
    }
    await expectLine(404, "/_sim/followers/nobody-ever");
    await expectLine(404, "/_sim/settings", { method: "DELETE" });
  });

  it("answers 400 in one line for a path or a query that cannot be read", async () => {
    await expectLine(400, "/_sim/followers/%E0%A4%A");
    await expectLine(400, "/_sim/inbox?to=1&to=2");
    await expectLine(400, "/_sim/inbox?limit=-1");
    await expectLine(400, "/_sim/inbox?limit=1e3");
    await expectLine(400, "/_sim/inbox?limit=1&limit=2");
    await expectLine(400, "/_sim/followers/oZhangWei/messages?agentid=x");
  });

  it("answers 400 in one line for an openid that cannot be one", async () => {
    for (const openid of [
      "a".repeat(65),
      "a".repeat(2_000),
      "%20",
      "a%0Ab",
      "%EF%BF%BE",
      "%F0%9F%98%80".repeat(17),
    ]) {
      await expectLine(400, `/_sim/followers/${openid}/follow`, { method: "POST" });
      await expectLine([400, 404], `/_sim/followers/${openid}`);
    }
  });

  it("answers 400 in one line for JSON that is none, or not what was asked for", async () => {
    const path = "/_sim/followers/oZhangWei/messages";
    for (const body of [
      "{",
      '{"content"',
      "nonsense",
      "\u0000",
      '{"content": "a"}}',
      "null",
      "[]",
      '"text"',
      "1",
      "{}",
      '{"content":1}',
      '{"content":null}',
      '{"content":["a"]}',
      '{"content":"a","copies":0}',
      '{"content":"a","copies":101}',
      '{"content":"a","copies":"3"}',
      '{"content":"a","msgtype":"constructor"}',
      '{"content":"a","msgtype":"__proto__"}',
      '{"content":"a","msgtype":{}}',
      `{"content":"${"a".repeat(8_001)}"}`,
    ]) {
      await expectLine(400, path, json(body));
    }
    for (const body of [
      "{",
      "[]",
      '{"nonsense":1}',
      '{"codeLength":5}',
      '{"wording":{"fr":{}}}',
      '{"__proto__":{"codeLength":6}}',
      '{"constructor":{}}',
    ]) {
      await expectLine(400, "/_sim/settings", { ...json(body), method: "PATCH" });
    }
    for (const body of [
      "{",
      "{}",
      '{"advance":"x"}',
      '{"set":"yesterday"}',
      '{"set":"9999999-01-01"}',
      '{"advance":"1s","set":"2015-06-01"}',
      '{"advance":"999999999d"}',
    ]) {
      await expectLine(400, "/_sim/clock", json(body));
    }
    for (const body of [
      "{",
      '{"seed":1}',
      '{"seed":{"members":[{}]}}',
      '{"members":{}}',
      '{"seed":{"settings":{"codeLength":1}}}',
      '{"seed":{"members":[{"userid":"a\\ud83d","name":"a","email":"a@example.com"}]}}',
    ]) {
      await expectLine(400, "/_sim/reset", json(body));
    }
    for (const body of [
      "{",
      "{}",
      '{"channel":"fax","to":"1","text":"x"}',
      '{"channel":"sms","to":"","text":"x"}',
    ]) {
      await expectLine(400, "/_sim/inbox", json(body));
    }
    for (const body of [
      "{",
      "[]",
      '{"openid":1}',
      '{"openid":"a b"}',
      '{"mobile":"x"}',
      '{"nonsense":"x"}',
      '{"openid":"\\ud800"}',
      '{"openid":"oX","weixinid":"wx\\ud800"}',
    ]) {
      await expectLine(400, "/_sim/followers", json(body));
    }
  });

  it("takes the __proto__ of a body for no more than a name", async () => {
    await fetch(
      `${program.server.url}/_sim/reset`,
      json('{"seed":{"settings":{"__proto__":{"polluted":true}}}}'),
    );
    await program.call(
      "POST",
      "/_sim/followers",
      JSON.parse('{"openid":"oZhangWei","__proto__":{"polluted":true}}'),
    );
    expect(Object.prototype).to.not.have.property("polluted");
  });

  it("refuses what is not JSON, or compressed, or too long", async () => {
    const path = "/_sim/followers/oZhangWei/messages";
    const body = '{"content":"a"}';
    for (const type of [
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "text/xml",
    ]) {
      await expectLine(400, path, { method: "POST", headers: { "content-type": type }, body });
    }
    const compressed = { "content-type": "application/json", "content-encoding": "gzip" };
    await expectLine(415, path, {
      method: "POST",
      headers: compressed,
      body: new Uint8Array(gzipSync(body)),
    });
    await expectLine(415, "/api/session", {
      method: "POST",
      headers: compressed,
      body: new Uint8Array(gzipSync('{"name":"admin","password":"x"}')),
    });
    await expectLine(415, "/cgi-bin/message/send", {
      method: "POST",
      headers: compressed,
      body: new Uint8Array(gzipSync(body)),
    });
    await expectLine(413, "/cgi-bin/message/send", json(`"${"a".repeat(1024 * 1024)}"`));
    await expectLine(415, path, {
      ...json(body),
      headers: { "content-type": "application/json; charset=klingon" },
    });
    await expectLine(413, path, json(`{"content":"${"a".repeat(10 * 1024 * 1024)}"}`));
  });

  it("does nothing at /_sim with a body that is not said to be JSON, whatever it could do without", async () => {
    const paths = [
      ["POST", "/_sim/reset"],
      ["POST", "/_sim/followers"],
      ["POST", "/_sim/followers/oLiNa/follow"],
      ["POST", "/_sim/followers/oLiNa/unfollow"],
      ["POST", "/_sim/followers/oLiNa/messages"],
      ["POST", "/_sim/inbox"],
      ["POST", "/_sim/clock"],
      ["PATCH", "/_sim/settings"],
    ] as const;
    const before = await program.call("GET", "/_sim/followers/oZhangWei");
    const body = new TextEncoder().encode('{"seed":{}}');
    for (const [method, path] of paths) {
      for (const type of ["text/plain", "application/x-www-form-urlencoded", undefined]) {
        const headers = type === undefined ? {} : { "content-type": type };
        const answer = await fetch(program.server.url + path, { method, headers, body });
        expect(answer.status, path).to.equal(400);
        expect(await answer.text(), path).to.match(/^\{"error":"send JSON: /);
      }
      const chunked = `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n0\r\n\r\n`;
      const { status, body: said } = await (
        await connectRaw(program.server.port, chunked)
      ).answer();
      expect({ status, said }, path).to.include({ status: 400 });
      expect(said, path).to.match(/^\{"error":"send JSON: /);
    }
    expect(await program.call("GET", "/_sim/followers/oZhangWei")).to.deep.equal(before);
    expect((await program.call("GET", "/_sim/followers/oLiNa")).status).to.equal(404);
  });

  it("shows what is simulated to this machine only, by Host and by Origin", async () => {
    const { port } = program.server;
    const own = ["/_sim/inbox", "/_sim/clock", "/_sim/settings", "/metrics", "/METRICS", "/"];
    const others = ["/page.css", "/nothing", "/cgi-bin/gettoken?corpid=x&corpsecret=y"];
    for (const host of [
      "evil.example",
      `evil.example:${port}`,
      "127.0.0.1.evil.example",
      "localhost.evil.example",
      "localhost@evil.example",
      "10.0.0.1",
      "[::2]",
      "0.0.0.0",
      "",
    ]) {
      for (const path of [...own, ...others, "POST /cgi-bin/message/send"]) {
        const line = path.startsWith("POST ") ? path : `GET ${path}`;
        const head = [`${line} HTTP/1.1`, `Host: ${host}`, "Connection: close", "", ""];
        const answer = await (await connectRaw(port, head.join("\r\n"))).answer();
        expect(answer.status, `${host} ${path}`).to.equal(403);
        expect(answer.body, host).to.match(/^\{"error":"[^\n]+"\}$/);
      }
      const alive = `GET /healthz HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
      expect((await (await connectRaw(port, alive)).answer()).status, host).to.equal(200);
    }
    const none = await (await connectRaw(port, "GET /_sim/inbox HTTP/1.0\r\n\r\n")).answer();
    expect(none.status).to.equal(403);
    for (const origin of [
      "https://evil.example",
      "null",
      "file://",
      "http://localhost.evil.example",
      "http://evil.example/localhost",
      "nonsense",
    ]) {
      for (const path of [...own, ...others]) await expectLine(403, path, { headers: { origin } });
      await expectLine(403, "/_sim/reset", { method: "POST", headers: { origin } });
    }
    for (const host of [
      "localhost",
      `LOCALHOST:${port}`,
      "127.0.0.1",
      "127.1.2.3:80",
      "[::1]:3000",
    ]) {
      for (const path of own) {
        const head = [`GET ${path} HTTP/1.1`, `Host: ${host}`, "Connection: close", "", ""];
        const answer = await (await connectRaw(port, head.join("\r\n"))).answer();
        expect(answer.status, `${host} ${path}`).to.equal(200);
      }
    }
    const page = await fetch(`${program.server.url}/_sim/clock`, {
      headers: { origin: `http://localhost:${port}` },
    });
    expect(page.status).to.equal(200);
  });

  it("refuses pages of somebody else at /api, and whoever has not signed in", async () => {
    const foreign = { origin: "https://evil.example" };
    const credentials = json('{"name":"admin","password":"x"}');
    await expectLine(403, "/api/session", {
      ...credentials,
      headers: { ...credentials.headers, ...foreign },
    });
    await expectLine(403, "/api/members/import", { method: "POST", headers: foreign });
    await expectLine(401, "/api/members/import", { method: "POST" });
    await expectLine(401, "/api/nothing");
    await expectLine(400, "/api/session", json("{"));
    await expectLine(400, "/api/session", {
      ...credentials,
      headers: { "content-type": "text/plain" },
    });
    await expectLine(413, "/api/session", json(`"${"a".repeat(200_000)}"`));
  });

  it("tells browsers with every answer to frame nothing, guess nothing, load nothing of others", async () => {
    const answers = await Promise.all(
      [
        "/",
        "/page.css",
        "/healthz",
        "/readyz",
        "/metrics",
        "/nothing",
        "/_sim/inbox",
        "/_sim/nothing",
        "/cgi-bin/gettoken",
        "/api/members/import",
      ].map((path) => fetch(program.server.url + path)),
    );
    for (const { url, headers } of answers) {
      const told = Object.fromEntries(headers);
      expect(told, url).to.include({
        "content-security-policy": "default-src 'self';frame-ancestors 'none';base-uri 'none'",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-resource-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
      });
      expect(told, url).to.not.have.any.keys("x-powered-by", "access-control-allow-origin");
    }
    // What that policy would keep a page from doing, ours does not try.
    const page = await (await fetch(program.server.url)).text();
    expect(page).to.not.match(/<script|<style|\son\w+=|\sstyle=|https?:/);
    const callback = await fetch(`${program.server.url}/callback`);
    expect(callback.headers.get("x-content-type-options")).to.equal("nosniff");
  });

  it("answers what is no HTTP at all with 400 or nothing", async () => {
    for (const text of [
      "\r\n\r\n\r\n",
      "GARBAGE\r\n\r\n",
      "GET / HTTP/9.9\r\n\r\n",
      "GET /\u0000 HTTP/1.1\r\nHost: localhost\r\n\r\n",
      "POST /callback HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
      "POST /callback HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
      `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${"a".repeat(20_000)}\r\n\r\n`,
      "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
    ]) {
      const connection = await connectRaw(program.server.port, text);
      connection.socket.end();
      const { status, body } = await connection.answer(3_000);
      expect(status, JSON.stringify(text.slice(0, 60))).to.be.oneOf([0, 400, 431]);
      expectNoTrace(body);
    }
  });

  const slow = Math.max(200, scaled(1_000));

  it(`is not hindered by ${slow} connections that never finish what they say`, async function () {
    this.timeout(30_000);
    const beginnings = [
      "",
      "G",
      "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: ",
      "POST /callback?timestamp=1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n<xml",
      "POST /_sim/reset HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{",
      "POST /api/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
    ];
    const sockets: Socket[] = upTo(slow).map((index) => {
      // So many may not come from one address together with others.
      const localAddress = `127.0.0.${2 + (index % 2)}`;
      const socket = connect({ port: program.server.port, host: "127.0.0.1", localAddress });
      socket.on("error", () => undefined);
      socket.write(beginnings[index % beginnings.length] ?? "");
      return socket;
    });
    const times: number[] = [];
    for (const _ of upTo(50)) {
      const started = performance.now();
      expect((await fetch(`${program.server.url}/healthz`)).status).to.equal(200);
      times.push(performance.now() - started);
      for (const socket of sockets) if (!socket.destroyed) socket.write("a");
    }
    for (const socket of sockets) socket.destroy();
    const median = times.sort((a, b) => a - b)[25] ?? 0;
    // SECURITY T21 asks for 100 ms; a busy machine may take longer.
    expect(median).to.be.below(500);
  });

  it("logged no stack trace and nothing of what was sent", () => {
    for (const line of program.lines) {
      expectNoTrace(line);
      expect(line).to.not.match(/evil|polluted|klingon|nonsense/);
    }
  });
});

describe("a request that never comes whole", function () {
  this.timeout(30_000);
  let program: Program;
  before(async () => {
    program = await startProgram(
      {},
      { ...usualLimits, headersWithinMs: 400, requestWithinMs: 600 },
    );
  });
  after(() => program.stop());

  it("is answered 408 when its time is over, or early, and ends its connection wherever it goes", async () => {
    const answers = await Promise.all(
      neverWhole.map(async (text) => {
        const connection = await connectRaw(program.server.port, text, { allowHalfOpen: true });
        const dripping = setInterval(() => connection.socket.write("a"), 50);
        const started = performance.now();
        const { status } = await connection.answer(10_000);
        clearInterval(dripping);
        const [line = ""] = text.split(" HTTP", 1);
        return {
          line,
          isHead: !text.includes("\r\n\r\n"),
          status,
          ms: performance.now() - started,
        };
      }),
    );
    const early: Readonly<Record<string, number>> = {
      "GET /healthz": 200,
      "GET /callback?timestamp=1": 401,
      "PUT /callback": 405,
      "POST /nothing": 404,
      "POST /api/members/import": 401,
    };
    for (const { line, isHead, status, ms } of answers) {
      expect(status, line).to.equal(isHead ? 408 : (early[line] ?? 408));
      expect(ms, line).to.be.below(5_000);
    }
    const metrics = await program.host.metrics.text();
    expect(metrics).to.match(/reason="body-408"\} 2\n/);
    expect(metrics).to.not.include('reason="body-400"');
  });

  it("has more time when it is the address book of somebody who is signed in", async () => {
    const administrator = { name: "admin", password: await hashPassword("correct horse") };
    const puts = [putAdministrator(administrator)];
    await program.host.store.commit({ checks: [], puts, deletes: [], adds: [] });
    const signedIn = await fetch(`${program.server.url}/api/session`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"name":"admin","password":"correct horse"}',
    });
    const [cookie = ""] = (signedIn.headers.get("set-cookie") ?? "").split(";", 1);
    const head = `POST /api/members/import HTTP/1.1\r\nHost: localhost\r\nCookie: ${cookie}\r\nConnection: close`;
    const disposition = 'Content-Disposition: form-data; name="file"; filename="a.csv"';
    const form = `--x\r\n${disposition}\r\n\r\nuserid,name,mobile\na,A,13900000001\n\r\n--x--\r\n`;
    const connection = await connectRaw(
      program.server.port,
      `${head}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: ${form.length}\r\n\r\n`,
    );
    await pause(1_000);
    connection.socket.write(form);

    expect(await connection.answer()).to.include({ status: 200 });
  });

  it("holds nobody up, in however many connections from however many addresses", async () => {
    const horde = await startHorde(program.server.port, { each: 60, addresses: 4, everyMs: 100 });
    try {
      do {
        const { search, body } = sealed(textXml("somebody", "你好"));
        const url = `${program.server.url}/callback?${search}`;
        expect((await fetch(url, { method: "POST", body })).status).to.equal(200);
      } while (horde.open() > 0);
    } finally {
      horde.end();
    }
  });
});

describe("what goes wrong with a request", () => {
  const whenOver = createEnds();
  const told: string[] = [];
  const tell = console.error;
  beforeEach(() => {
    told.length = 0;
    console.error = (...said: readonly unknown[]): void => void told.push(said.join(" "));
  });
  afterEach(() => {
    console.error = tell;
  });

  /** Serves an application as the program does, and answers its port. */
  const served = async (app: Express): Promise<number> => {
    app.use(problems(createLog("warn", { write: (line) => void told.push(line) })));
    const server = createServer(app).listen(0, "127.0.0.1");
    whenOver(() => server.close());
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
  };

  it("ends the connection with an answer that breaks off, and says so in one line of the log", async () => {
    const app = express();
    app.get("/", (_request, response) => {
      response.write("begun");
      throw new Error("secret words\n and a stack");
    });
    const port = await served(app);
    const answer = await (await connectRaw(port, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")).answer();
    expect(answer.body).to.not.include("secret");
    expect(told).to.have.lengthOf(1);
    expect(told[0]).to.match(/"reason":"secret words","msg":"an answer broke off"\}\n$/);
  });
});

describe("the address of whoever calls", () => {
  const from = async (trusted: string, forwarded: string): Promise<readonly string[]> => {
    const program = await startProgram({ TRUST_PROXY: trusted });
    try {
      await fetch(`${program.server.url}/api/session`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-forwarded-for": forwarded },
        body: '{"name":"nobody","password":"wrong"}',
      });
      const addresses = ["127.0.0.1", "1.1.1.1", "2.2.2.2", "3.3.3.3"];
      const entries = await program.host.store.read(
        addresses.map((address) => loginsKey("nobody", { network: address })),
      );
      return addresses.filter((_address, index) => entries[index]?.value !== undefined);
    } finally {
      await program.stop();
    }
  };

  it("is the connection's, whatever X-Forwarded-For says", async () => {
    expect(await from("0", "1.1.1.1")).to.deep.equal(["127.0.0.1"]);
  });

  it("is what the last of as many proxies as are trusted says, and nothing that came before", async () => {
    expect(await from("1", "1.1.1.1, 2.2.2.2, 3.3.3.3")).to.deep.equal(["3.3.3.3"]);
  });
});

describe("what is simulated", () => {
  it("is not there when the simulator is off", async () => {
    const program = await startProgram({
      SIMULATOR: "off",
      WECHAT_CORP_ID: "ww1",
      WECHAT_TOKEN: "token",
      WECHAT_ENCODING_AES_KEY: "a".repeat(43),
    });
    try {
      for (const path of ["/_sim/inbox", "/_sim/settings", "/_sim/clock"]) {
        expect((await program.call("GET", path)).status).to.equal(404);
      }
      expect(await (await fetch(program.server.url)).text()).to.not.include("_sim");
    } finally {
      await program.stop();
    }
  });

  it("answers to any Host when SIMULATOR=on is written out", async () => {
    const program = await startProgram({ SIMULATOR: "on" });
    try {
      for (const path of ["/_sim/clock", "/cgi-bin/gettoken", "/metrics", "/"]) {
        const head = `GET ${path} HTTP/1.1\r\nHost: assistant.test\r\nOrigin: http://phones.test\r\nConnection: close\r\n\r\n`;
        expect((await (await connectRaw(program.server.port, head)).answer()).status).to.equal(200);
      }
    } finally {
      await program.stop();
    }
  });
});

function expectNoTrace(text: string): void {
  expect(text).to.not.match(/\n\s+at |node_modules|node:internal|\.ts:\d|SyntaxError/);
}
