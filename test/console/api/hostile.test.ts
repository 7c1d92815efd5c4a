import { expect } from "chai";
import { startAdministrated, type Administrated, type Method } from "./administrator.ts";

describe("/api, asked what nobody should ask", () => {
  let administrated: Administrated;
  before(async () => {
    administrated = await startAdministrated();
  });
  after(() => administrated.program.stop());

  const errors = () => administrated.program.lines.filter((line) => line.includes('"level":50'));

  it("answers 404 to an id that is longer than any, and to signs that no id has", async () => {
    const { ask } = administrated;
    const calls: readonly (readonly [Method, string, object?])[] = [
      ["get", "/members/ID"],
      ["patch", "/members/ID", { name: "x" }],
      ["delete", "/members/ID"],
      ["post", "/members/ID/disable"],
      ["get", "/followers/ID"],
      ["post", "/followers/ID/bind", { userid: "zhang.wei" }],
      ["post", "/followers/ID/release"],
      ["post", "/followers/ID/unlock"],
      ["get", "/departments/ID"],
      ["post", "/deliveries/ID/again"],
      ["put", "/administrators/ID/password", { password: "long enough" }],
      ["delete", "/administrators/ID"],
    ];
    for (const id of ["a".repeat(6_000), "%00", "__proto__", "a%0d%0aX:%20y"]) {
      for (const [method, path, body] of calls) {
        const { status } = await ask(method, path.replace("ID", id), body);
        expect(status, `${method} ${path} ${id.slice(0, 20)}`).to.equal(404);
      }
    }
    expect(errors()).to.deep.equal([]);
  });

  it("refuses names that every object has, wherever JSON has names", async () => {
    const { ask } = administrated;
    for (const name of ["__proto__", "constructor", "toString"]) {
      const own = JSON.parse(`{"${name}": {"name": "x"}}`) as object;
      const calls: readonly (readonly [Method, string, object])[] = [
        ["patch", "/account", own],
        ["patch", "/settings", own],
        ["patch", "/settings", { wording: own }],
        ["patch", "/settings", { wording: { en: own } }],
        ["post", "/departments", own],
      ];
      for (const [method, path, body] of calls) {
        const answer = await ask(method, path, body);
        expect(answer.status, `${method} ${path} ${JSON.stringify(body)}`).to.equal(400);
        expect(answer.json).to.have.property("error").that.includes(name);
      }
      expect((await ask("get", `/members?${name}=1`)).status).to.equal(400);
    }
    expect(errors()).to.deep.equal([]);
  });

  it("adds no administrator whom no path reaches", async () => {
    const { ask } = administrated;
    for (const name of [".", "..", "a/b", "\u202e", ""]) {
      const answer = await ask("post", "/administrators", { name, password: "long enough" });
      expect(answer.status, name).to.equal(400);
    }
    const { json } = await ask("get", "/administrators");
    expect(json).to.deep.equal({ items: [{ name: "admin" }] });
  });

  it("gives no department an id after which no other could get one", async () => {
    const { ask } = administrated;
    const far = { name: "远", id: Number.MAX_SAFE_INTEGER };
    expect((await ask("post", "/departments", far)).status).to.equal(400);
    expect((await ask("post", "/departments", { ...far, id: 2 ** 32 - 1 })).status).to.equal(201);
    const { json } = await ask("post", "/departments", { name: "近" });
    expect(json).to.include({ id: 2 ** 32 });
  });

  it("lets no browser and no proxy keep what it answers", async () => {
    const { program, cookie } = administrated;
    for (const headers of [{ Cookie: `session=${cookie}` }, {}]) {
      const answer = await fetch(`${program.server.url}/api/members`, { headers });
      await answer.text();
      expect(answer.headers.get("cache-control")).to.equal("no-store");
    }
  });
});
