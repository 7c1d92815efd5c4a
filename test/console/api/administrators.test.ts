import express from "express";
import { expect } from "chai";
import { createLog } from "../../../src/app/log.ts";
import { apiRouter } from "../../../src/console/api/router.ts";
import { callsOf } from "../../../src/console/api/calls.ts";
import { createSessions } from "../../../src/console/auth/sessions.ts";
import type { May } from "../../../src/domain/administration.ts";
import { listen } from "../../../src/http/listener.ts";
import { problems } from "../../../src/http/problem.ts";
import { startAdministrated, type Administrated } from "./administrator.ts";

describe("/api/administrators", () => {
  let administrated: Administrated;
  beforeEach(async () => {
    administrated = await startAdministrated();
  });
  afterEach(() => administrated.program.stop());

  const signIn = (name: string, password: string) =>
    administrated.program.call("POST", "/api/session", { name, password });

  it("adds one who can sign in, with a password that is given or made", async () => {
    const { ask } = administrated;
    const given = await ask("post", "/administrators", { name: "李娜", password: "long enough" });
    expect(given).to.deep.equal({ status: 201, json: { name: "李娜" } });
    expect((await signIn("李娜", "long enough")).status).to.equal(200);
    const { json } = await ask("post", "/administrators", { name: "wang" });
    const { password } = json as { password: string };
    expect((await signIn("wang", password)).status).to.equal(200);
    expect((await ask("get", "/administrators")).json).to.deep.equal({
      items: [{ name: "admin" }, { name: "wang" }, { name: "李娜" }],
    });
    expect((await ask("post", "/administrators", { name: "wang" })).json).to.deep.equal({
      error: 'there is an administrator "wang" already',
    });
    for (const wrong of [{ name: "a/b" }, { name: "" }, { name: "x", password: "short" }]) {
      expect((await ask("post", "/administrators", wrong)).status).to.equal(400);
    }
  });

  it("ends every session of one who gets another password, or is removed", async () => {
    const { ask, as } = administrated;
    await ask("post", "/administrators", { name: "wang", password: "the first one" });
    const before = await as("wang");
    expect((await before("get", "/account")).status).to.equal(200);
    await ask("put", "/administrators/wang/password", { password: "the second one" });
    expect((await before("get", "/account")).status).to.equal(401);
    expect((await signIn("wang", "the first one")).status).to.equal(401);
    expect((await signIn("wang", "the second one")).status).to.equal(200);
    const after = await as("wang");
    await ask("delete", "/administrators/wang");
    expect((await after("get", "/account")).status).to.equal(401);
    expect((await ask("delete", "/administrators/wang")).status).to.equal(404);
    expect(
      (await ask("put", "/administrators/wang/password", { password: "once more" })).status,
    ).to.equal(404);
  });

  it("removes nobody by the own hand, and of two who remove each other at once only one", async () => {
    const { ask, as } = administrated;
    expect((await ask("delete", "/administrators/admin")).status).to.equal(409);
    await ask("post", "/administrators", { name: "wang", password: "long enough" });
    const wang = await as("wang");
    const both = await Promise.all([
      ask("delete", "/administrators/wang"),
      wang("delete", "/administrators/admin"),
    ]);
    expect(both.map(({ status }) => status === 200)).to.have.members([true, false]);
  });

  it("keeps no password in the audit log", async () => {
    const { ask } = administrated;
    await ask("post", "/administrators", { name: "wang", password: "the first one" });
    await ask("put", "/administrators/wang/password", { password: "the second one" });
    const { json } = await ask("get", "/audit");
    expect(JSON.stringify(json)).to.not.match(/first one|second one|scrypt/);
    expect(json).to.have.nested.property("items.length", 2);
  });

  it("asks for each route and the import whether this administrator may do that to this object", async () => {
    const { program } = administrated;
    const { store, assistant, fresh } = program.host;
    const asked: string[] = [];
    const may: May = (who, act, object) => {
      asked.push(`${who.name} ${act} ${object}`);
      return false;
    };
    const sessions = createSessions({ store, realNow: Date.now, publicUrl: undefined });
    const calls = callsOf({
      store,
      acts: assistant.acts,
      freshSettings: fresh.settings,
      realNow: Date.now,
      worldNow: () => program.host.worldNow(),
    });
    const app = express();
    const importMembers = () => Promise.reject(new Error("nobody may import"));
    app.use("/api", apiRouter({ sessions, calls, importMembers, may }));
    app.use(problems(createLog("silent")));
    const server = await listen({ host: "127.0.0.1", port: 0 }, app, app);
    try {
      const names = [...Object.keys(calls), "POST /members/import"];
      for (const name of names) {
        const [method = "", path = ""] = name.split(" ");
        const response = await fetch(
          `http://127.0.0.1:${server.port}/api${path.replace(/:\w+/, "7")}`,
          { method, headers: { Cookie: `session=${administrated.cookie}` } },
        );
        expect(response.status, name).to.equal(403);
      }
      expect(asked).to.have.lengthOf(names.length);
      expect(asked).to.include("admin followers.change 7").and.include("admin members.import ");
    } finally {
      await server.stop();
    }
  });
});
