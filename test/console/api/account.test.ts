import { expect } from "chai";
import { startAdministrated, type Administrated } from "./administrator.ts";

describe("/api/account and /api/settings", () => {
  let administrated: Administrated;
  beforeEach(async () => {
    administrated = await startAdministrated();
  });
  afterEach(() => administrated.program.stop());

  it("show and change the name that stands in every message, and the seats", async () => {
    const { ask, program } = administrated;
    const changed = await ask("patch", "/account", { name: "宏图", seats: 3000 });
    expect(changed.json).to.deep.equal({
      name: "宏图",
      level: "registered",
      seats: 3000,
      seatsTaken: 0,
    });
    await program.call("POST", "/_sim/followers/oZhangWei/follow");
    await program.call("POST", "/_sim/followers/oZhangWei/messages", { content: "13800000001" });
    const inbox = await program.call("GET", "/_sim/inbox");
    expect(inbox.json).to.have.nested.property("0.text").that.includes("宏图");
    expect((await ask("patch", "/account", { seats: null })).json).to.include({ seats: null });
  });

  it("refuse what cannot be, with a line for each part, and change nothing", async () => {
    const { ask } = administrated;
    expect(await ask("patch", "/account", { name: "", seats: -1 })).to.deep.equal({
      status: 400,
      json: {
        error:
          "name: must be 1 to 64 characters without control characters; seats: must be a whole number from 0 to 100000000",
      },
    });
    const refused = await ask("patch", "/settings", { codeLength: 3, reminder: "x" });
    expect(refused.status).to.equal(400);
    expect(refused.json)
      .to.have.property("error")
      .that.matches(/codeLength: must be a whole number from 6 to 10; reminder: no such setting/);
    expect((await ask("get", "/audit")).json).to.deep.equal({ items: [] });
  });

  it("set the failure reminder that people read next", async () => {
    const { ask, program } = administrated;
    const reminder = "请联系前台";
    const { json } = await ask("patch", "/settings", { failureReminder: reminder });
    expect(json).to.include({ failureReminder: reminder });
    await program.call("POST", "/_sim/followers/oZhangWei/follow");
    const path = "/_sim/followers/oZhangWei/messages";
    const said = await program.call("POST", path, { content: "13811111111" });
    expect(said.json).to.have.nested.property("replies[0].content", reminder);
    const reset = await ask("patch", "/settings", { failureReminder: null });
    expect(reset.json)
      .to.have.property("failureReminder")
      .that.matches(/^该信息未在企业号登记/);
  });

  it("stand in the audit log: who, what, before, after and when, the last first", async () => {
    const { ask } = administrated;
    const began = Date.now();
    await ask("patch", "/account", { name: "宏图" });
    await ask("patch", "/settings", { helpdesk: "8001" });
    // What changes nothing is no act.
    await ask("patch", "/settings", { helpdesk: "8001" });
    const { json } = await ask("get", "/audit");
    const { items } = json as { readonly items: readonly { readonly at: string }[] };
    expect(items.map(({ at: _at, ...line }) => line)).to.deep.equal([
      {
        by: { via: "api", name: "admin" },
        act: "settings.change",
        object: "",
        before: { helpdesk: "" },
        after: { helpdesk: "8001" },
      },
      {
        by: { via: "api", name: "admin" },
        act: "account.change",
        object: "",
        before: { name: "Acme" },
        after: { name: "宏图" },
      },
    ]);
    for (const { at } of items) expect(Date.parse(at)).to.be.within(began, Date.now());
  });

  it("list the audit page by page, each line once", async () => {
    const { ask } = administrated;
    for (let seats = 1; seats <= 5; seats += 1) await ask("patch", "/account", { seats });
    const seen: unknown[] = [];
    let query = "?limit=2";
    for (let page = 1; page <= 3; page += 1) {
      const { json } = await ask("get", `/audit${query}`);
      const { items, next } = json as { items: { after: unknown }[]; next?: string };
      seen.push(...items.map(({ after }) => after));
      expect(next === undefined).to.equal(page === 3);
      query = `?limit=2&cursor=${next ?? ""}`;
    }
    expect(seen).to.deep.equal([5, 4, 3, 2, 1].map((seats) => ({ seats })));
  });

  it("refuse a query that is none, and the cursor of another list", async () => {
    const { ask } = administrated;
    expect((await ask("get", "/audit?limit=0")).json).to.deep.equal({
      error: "limit: must be a whole number from 1 to 200",
    });
    expect((await ask("get", "/audit?page=2")).json)
      .to.have.property("error")
      .that.matches(/^page: no such parameter/);
    for (let add = 1; add <= 2; add += 1) {
      await ask("post", "/administrators", { name: `someone ${add}`, password: "long enough" });
    }
    const { json } = await ask("get", "/administrators?limit=1");
    const { next } = json as { next: string };
    expect((await ask("get", `/audit?cursor=${next}`)).status).to.equal(400);
  });
});
