import { once } from "node:events";
import { mkdirSync, readdirSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import express from "express";
import iconv from "iconv-lite";
import { createImportHandler } from "../../../src/console/api/import-members.ts";
import { listAudit } from "../../../src/console/audit.ts";
import { listen, type Listening } from "../../../src/http/listener.ts";
import type { Who } from "../../../src/domain/administration.ts";
import { createLog } from "../../../src/app/log.ts";
import { problems } from "../../../src/http/problem.ts";
import { ofTheWorld } from "../../../src/records/kinds.ts";
import { StoreAwayError, type Store } from "../../../src/store/store.ts";
import { csv, openBook, type Book } from "../../addressbook/import/book.ts";
import { until } from "../../support/redis.ts";

const good = csv("zhang.wei,张伟,研发部,,13800000001,,", "li.si,李四,,,,li@example.com,");
const mixed = csv("zhang.wei,张伟,,,13800000001,,", "li.si,李四,,,1.38E+10,,");

const who: Who = { via: "api", name: "li.na" };

describe("POST /api/members/import", () => {
  let book: Book;
  let server: Listening;
  let url: string;
  let store: Store;
  let idleMs: number;
  let mostBytes: number | undefined;

  const usual = process.env["TMPDIR"];
  before(async () => {
    book = await openBook();
    process.env["TMPDIR"] = book.folder;
    const app = express();
    app.set("query parser", "simple");
    // With the store of the moment, so that it can be away.
    const handle: express.RequestHandler = (request, response) => {
      const limits = { idleMs, ...(mostBytes !== undefined && { mostBytes }) };
      return createImportHandler({ store, realNow: Date.now, ...limits })(who, request, response);
    };
    app.post("/import", handle);
    app.use(problems(createLog("silent")));
    server = await listen({ host: "127.0.0.1", port: 0 }, app, app);
    url = `http://127.0.0.1:${server.port}/import`;
  });
  beforeEach(async () => {
    store = book.store;
    idleMs = 300;
    mostBytes = undefined;
    await store.clear([...ofTheWorld, "audit"]);
  });
  afterEach(() => until(() => spooled() === 0));
  after(async () => {
    await server.stop();
    if (usual === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = usual;
    await book.close();
  });

  const audited = async () => (await listAudit({ store: book.store }, { limit: 50 })).items;
  const send = async (form: FormData, options: { query?: string; accept?: string } = {}) => {
    const { query = "", accept = "*/*" } = options;
    const answer = await fetch(url + query, {
      method: "POST",
      body: form,
      headers: { Accept: accept },
    });
    const type = answer.headers.get("content-type");
    return { status: answer.status, type, text: await answer.text() };
  };

  it("answers what was done", async () => {
    const { status, type, text } = await send(formOf(good));
    expect({ status, type, json: JSON.parse(text) as unknown }).to.deep.equal({
      status: 200,
      type: "application/json; charset=utf-8",
      json: { added: 2, updated: 0, unchanged: 0, refused: [] },
    });
    expect(await book.member("zhang.wei")).to.include({ name: "张伟" });
  });

  it("answers 200 also with bad rows, each named", async () => {
    const { status, text } = await send(formOf(mixed));
    const { refused, ...counts } = JSON.parse(text) as { refused: object[] };
    expect(status).to.equal(200);
    expect(counts).to.deep.equal({ added: 1, updated: 0, unchanged: 0 });
    expect(refused).to.have.length(1);
    expect(refused[0]).to.include({ line: 3, userid: "li.si", errcode: 60103 });
    expect(refused[0]).to.have.all.keys("line", "userid", "errcode", "errmsg");
  });

  it("takes GB18030, and tells which columns it passed over", async () => {
    const text = "姓名,帐号,邮箱,性别\n张三,zhang3,z3@example.com,男\n";
    const answer = await send(formOf(iconv.encode(text, "gb18030")));
    expect(JSON.parse(answer.text)).to.deep.equal({
      added: 1,
      updated: 0,
      unchanged: 0,
      ignoredColumns: ["性别"],
      refused: [],
    });
    expect(await book.member("zhang3")).to.include({ name: "张三" });
  });

  it("checks without writing", async () => {
    const { status, text } = await send(formOf(mixed), { query: "?check=1" });
    expect(status).to.equal(200);
    expect(JSON.parse(text)).to.include({ added: 1 });
    expect(JSON.parse(text)).to.have.nested.property("check.reachable.none", 1);
    expect(await book.member("zhang.wei")).to.equal(undefined);
    expect((await send(formOf(good), { query: "?check=maybe" })).status).to.equal(400);
  });

  it("clears with blank cells when told to", async () => {
    await send(formOf(csv("zhang.wei,张伟,,经理,13800000001,wei@example.com,")));
    const blank = formOf("userid,name,position,mobile\nzhang.wei,张伟,,\n");
    expect(JSON.parse((await send(blank)).text)).to.include({ unchanged: 1 });
    const checked = await send(blank, { query: "?clear=1&check=1" });
    expect(JSON.parse(checked.text)).to.include({ updated: 1 });
    expect(await book.member("zhang.wei")).to.include({ position: "经理" });
    expect(JSON.parse((await send(blank, { query: "?clear=true" })).text)).to.include({
      updated: 1,
    });
    expect(await book.member("zhang.wei")).to.deep.equal({
      userid: "zhang.wei",
      name: "张伟",
      department: [1],
      email: "wei@example.com",
      enabled: true,
    });
    expect((await send(blank, { query: "?clear=maybe" })).status).to.equal(400);
  });

  it("tells its progress a line at a time when asked to, the result last", async () => {
    const rows = Array.from(
      { length: 3_000 },
      (_, at) => `u${at},员工,部门${at % 5},,${at % 2 === 0 ? "x" : ""},u${at}@example.com,`,
    );
    const answer = await send(formOf(csv(...rows)), { accept: "application/x-ndjson" });
    expect(answer).to.include({ status: 200, type: "application/x-ndjson" });
    const lines = linesOf(answer.text);
    expect(lines.length).to.be.greaterThan(1);
    for (const line of lines.slice(0, -1)) {
      expect(line).to.have.all.keys("rows", "bytes", "totalBytes");
    }
    expect(lines.at(-1)).to.include({ added: 1_500, updated: 0, unchanged: 0 });
    expect(lines.at(-1)).to.have.property("refused").with.length(1_500);
  });

  const bad: readonly (readonly [string, () => FormData | string, RegExp])[] = [
    ["no file", () => new FormData(), /curl -F file=@staff\.csv/],
    ["the file under another name", () => formOf(good, "staff"), /no field is called staff/],
    ["the file as a plain field", () => fieldOf("file", good), /no file in it/],
    ["two files", () => twice(formOf(good)), /one file at a time/],
    ["no upload at all", () => good, /this is no upload; .*curl/],
    ["an empty file", () => formOf(""), /the file is empty/],
    ["a workbook", () => formOf("PK\x03\x04 and so on"), /\.xlsx/],
    ["a file without a header", () => formOf("zhang.wei,张伟\n"), /no header/],
  ];
  for (const [what, form, says] of bad) {
    for (const accept of ["application/json", "application/x-ndjson"]) {
      it(`answers 400 and one line of JSON to ${what} (${accept})`, async () => {
        const headers = { Accept: accept };
        const answer = await fetch(url, { method: "POST", body: form(), headers });
        const text = await answer.text();
        expect(answer.status, text).to.equal(400);
        expect(text).to.not.include("\n");
        expect(JSON.parse(text)).to.have.property("error").that.matches(says);
        expect((await book.dump()).size).to.equal(0);
      });
    }
  }

  const disposition = 'Content-Disposition: form-data; name="file"; filename="a"';
  const broken: readonly (readonly [string, string, string])[] = [
    ["without a boundary", "multipart/form-data", "--x\r\n\r\n"],
    [
      "that ends in the middle",
      "multipart/form-data; boundary=x",
      `--x\r\n${disposition}\r\n\r\nuserid,na`,
    ],
    ["of garbage", "multipart/form-data; boundary=x", "\0\x01\x02"],
  ];
  for (const [what, type, body] of broken) {
    it(`answers 400 to an upload ${what}`, async () => {
      const answer = await fetch(url, { method: "POST", body, headers: { "Content-Type": type } });
      expect(answer.status).to.equal(400);
      const json: unknown = await answer.json();
      expect(json)
        .to.have.property("error")
        .that.matches(/cannot be read|no file/);
    });
  }

  it("takes an upload that trickles in for longer than the idle time in all", async () => {
    const { status, text } = await trickle(url, pieces(good, 8), 100);
    expect(status).to.equal(200);
    expect(JSON.parse(text)).to.include({ added: 2 });
  });

  for (const sent of [0, 1]) {
    it(`answers 408 to an upload that stands still after ${sent} pieces`, async () => {
      const { status, text } = await trickle(url, pieces(good, 2).slice(0, sent), undefined);
      expect(status).to.equal(408);
      const json: unknown = JSON.parse(text);
      expect(json).to.deep.equal({ error: "the upload stood still for 0.3 s" });
    });
  }

  it("refuses an upload while it arrives, at its limit, and removes what has arrived", async () => {
    mostBytes = 200_000;
    idleMs = 60_000;
    const socket = connect(server.port, "127.0.0.1");
    const answer: Buffer[] = [];
    socket.on("data", (chunk) => void answer.push(chunk)).on("error", () => undefined);
    const head = "Host: x\r\nContent-Type: multipart/form-data; boundary=x";
    const chunk = `${(1_000).toString(16)}\r\n${"a,b\n".repeat(250)}\r\n`;
    socket.write(`POST /import HTTP/1.1\r\n${head}\r\nTransfer-Encoding: chunked\r\n\r\n`);
    const [begin = ""] = pieces(good, 2);
    socket.write(`${Buffer.byteLength(begin).toString(16)}\r\n${begin}\r\n`);
    await until(() => spooled() === 1);
    for (let sent = 0; sent < 300 && answer.length === 0; sent += 1) {
      socket.write(chunk);
      if (sent % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    // Were it not refused, it would be answered at its end.
    socket.write("0\r\n\r\n");
    await until(() => answer.length > 0);
    socket.destroy();
    expect(Buffer.concat(answer).toString()).to.match(
      /^HTTP\/1\.1 413 [^]*200,000 bytes at most; npm run import/,
    );
    await until(() => spooled() === 0);
    expect((await book.dump()).size).to.equal(0);
  });

  it("takes an upload at its limit, and refuses one that says it is longer", async () => {
    const mebibytes = 256 * 1024 * 1024;
    const declared = async (length: number): Promise<string> => {
      const socket = connect(server.port, "127.0.0.1");
      const head = "Host: x\r\nContent-Type: multipart/form-data; boundary=x";
      socket.write(`POST /import HTTP/1.1\r\n${head}\r\nContent-Length: ${length}\r\n\r\n`);
      const [first] = await Promise.all([once(socket, "data"), once(socket, "close")]);
      return String(first[0]).slice(0, 12);
    };
    expect(await declared(mebibytes + 1)).to.equal("HTTP/1.1 413");
    expect(await declared(mebibytes)).to.equal("HTTP/1.1 408");
  });

  it("cleans up after an upload that broke off, and does not wait for its time-out", async () => {
    idleMs = 60_000;
    const socket = connect(server.port, "127.0.0.1");
    const head = [
      "POST /import HTTP/1.1",
      "Host: x",
      "Content-Type: multipart/form-data; boundary=x",
      "Content-Length: 9999",
    ];
    socket.write(`${head.join("\r\n")}\r\n\r\n${pieces(good, 2)[0] ?? ""}`);
    await until(() => spooled() === 1);
    socket.destroy();
    await until(() => spooled() === 0);
    expect((await send(formOf(good))).status).to.equal(200);
  });

  it("answers 500 at once when the upload cannot be written to the disk", async () => {
    idleMs = 60_000;
    const answered = trickle(url, ["", ...pieces(good, 2)], 200);
    await until(() => spooled() === 1);
    const [folder = ""] = readdirSync(tmpdir()).filter((name) => name.startsWith("import-"));
    mkdirSync(join(tmpdir(), folder, "upload.csv"));
    expect(await answered).to.include({ status: 500 });
  });

  it("imports to the end when nobody waits for the answer any more", async () => {
    const rows = Array.from(
      { length: 4_000 },
      (_, at) => `u${at},员工,部门${at % 5},,,u${at}@example.com,`,
    );
    const leaving = new AbortController();
    const answer = await fetch(url, {
      method: "POST",
      body: formOf(csv(...rows)),
      headers: { Accept: "application/x-ndjson" },
      signal: leaving.signal,
    });
    expect(answer.status).to.equal(200);
    leaving.abort();
    await until(async () => (await book.member("u3999")) !== undefined, 15_000);
    expect((await send(formOf(good))).status).to.equal(200);
  });

  it("leaves one line in the audit log: who, and how many rows came to what", async () => {
    await send(formOf(mixed));
    const after = { added: 1, updated: 0, unchanged: 0, refused: 1 };
    const [line, ...older] = await audited();
    expect(line).to.deep.include({ by: who, act: "members.import", object: "", after });
    expect(older).to.deep.equal([]);
  });

  it("leaves no line in the audit log for a check, nor for a file that cannot be read", async () => {
    await send(formOf(good), { query: "?check=1" });
    await send(formOf("zhang.wei,张伟\n"));
    expect(await audited()).to.deep.equal([]);
  });

  it("says in the audit log that it broke off, and what had been done by then", async () => {
    let commits = 0;
    store = {
      ...book.store,
      commit(change) {
        commits += 1;
        return commits === 2 ? Promise.reject(new Error("broken")) : book.store.commit(change);
      },
    };
    const rows = Array.from({ length: 300 }, (_, at) => `u${at},员工,,,,u${at}@example.com,`);
    expect(await send(formOf(csv(",没有帐号,,,,,", ...rows)))).to.include({ status: 500 });
    const after = { added: 249, updated: 0, unchanged: 0, refused: 1, brokeOff: true };
    expect((await audited())[0]).to.deep.include({ by: who, act: "members.import", after });
  });

  it("answers 503 when the store is away, in the last line once it has begun to answer", async () => {
    store = { ...book.store, commit: () => Promise.reject(new StoreAwayError("away")) };
    expect(await send(formOf(good))).to.include({ status: 503 });
    const { status, text } = await send(formOf(good), { accept: "application/x-ndjson" });
    expect(status).to.equal(200);
    expect(linesOf(text).at(-1)).to.deep.equal({ error: "away" });
  });
});

function spooled(): number {
  return readdirSync(tmpdir()).filter((name) => name.startsWith("import-")).length;
}

function linesOf(text: string): readonly object[] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as object);
}

function formOf(content: string | Buffer, name = "file"): FormData {
  const form = new FormData();
  form.append(name, new Blob([content]), "员工.csv");
  return form;
}

function fieldOf(name: string, value: string): FormData {
  const form = new FormData();
  form.append(name, value);
  return form;
}

function twice(form: FormData): FormData {
  form.append("file", new Blob([good]), "again.csv");
  return form;
}

/** A multipart body in pieces. */
function pieces(content: string, count: number): readonly string[] {
  const disposition = 'Content-Disposition: form-data; name="file"; filename="a.csv"';
  const whole = `--x\r\n${disposition}\r\n\r\n${content}\r\n--x--\r\n`;
  const length = Math.ceil(whole.length / count);
  return Array.from({ length: count }, (_, at) => whole.slice(at * length, (at + 1) * length));
}

/** Sends pieces with pauses between them; without pauses the body never ends. */
function trickle(
  url: string,
  body: readonly string[],
  pauseMs: number | undefined,
): Promise<{ status: number | undefined; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { "Content-Type": "multipart/form-data; boundary=x" };
    const request = httpRequest(url, { method: "POST", headers }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      response.on("end", () => {
        resolve({ status: response.statusCode, text });
        request.destroy();
      });
    });
    request.on("error", reject);
    request.flushHeaders();
    void (async () => {
      for (const piece of body) {
        request.write(piece);
        await new Promise((next) => setTimeout(next, pauseMs ?? 0));
      }
      if (pauseMs !== undefined) request.end();
    })();
  });
}
