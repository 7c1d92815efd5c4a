import { expect } from "chai";
import { startAdministrated, type Administrated } from "./administrator.ts";

describe("/api/members and /api/departments", () => {
  let administrated: Administrated;
  beforeEach(async () => {
    administrated = await startAdministrated();
  });
  afterEach(() => administrated.program.stop());

  const found = async (query: string): Promise<readonly string[]> => {
    const { json } = await administrated.ask("get", `/members?${query}`);
    return (json as { items: { userid: string }[] }).items.map(({ userid }) => userid);
  };
  const li = { userid: "li.na", name: "李娜", mobile: "138 0000 0077", email: "NA@example.com" };

  it("add a member as the address book writes it, and change what is named", async () => {
    const { ask } = administrated;
    const added = await ask("post", "/members", { ...li, position: "测试" });
    expect(added).to.deep.equal({
      status: 201,
      json: {
        userid: "li.na",
        name: "李娜",
        department: [1],
        position: "测试",
        mobile: "+8613800000077",
        email: "na@example.com",
        enabled: true,
      },
    });
    const changed = await ask("patch", "/members/li.na", { position: null, department: [2] });
    expect(changed.json).to.deep.equal({
      userid: "li.na",
      name: "李娜",
      department: [2],
      mobile: "+8613800000077",
      email: "na@example.com",
      enabled: true,
    });
  });

  it("refuse by the rules of the address book, each with its line and the platform's number", async () => {
    const { ask } = administrated;
    const refused: readonly [object, number, RegExp][] = [
      [{ ...li, userid: "张 三!" }, 400, /\(40003\)$/],
      [{ ...li, mobile: "12" }, 400, /\(60103\)$/],
      [{ ...li, userid: "Zhang.Wei" }, 409, /^userid existed.*\(60102\)$/],
      [{ ...li, mobile: "13800000001" }, 409, /^mobile existed.*\(60104\)$/],
      [{ ...li, department: [77] }, 404, /^department not found.*\(60003\)$/],
      [{ userid: "li.na", name: "李娜" }, 400, /\(60113\)$/],
      [{ ...li, phone: "1" }, 400, /^phone: no such field/],
    ];
    for (const [body, status, says] of refused) {
      const answer = await ask("post", "/members", body);
      expect(answer.status, JSON.stringify(body)).to.equal(status);
      expect(answer.json).to.have.property("error").that.matches(says);
    }
    expect((await ask("get", "/audit")).json).to.deep.equal({ items: [] });
  });

  it("find members by a contact, a part of the name or userid, and by department, page by page", async () => {
    const { ask } = administrated;
    await ask("post", "/members", { ...li, department: [2] });
    expect(await found("")).to.deep.equal(["li.na", "zhang.wei"]);
    expect(await found("q=138%200000%200077")).to.deep.equal(["li.na"]);
    expect(await found("q=WEI_zhang")).to.deep.equal(["zhang.wei"]);
    expect(await found(`q=${encodeURIComponent("娜")}`)).to.deep.equal(["li.na"]);
    expect(await found("q=ZHANG")).to.deep.equal(["zhang.wei"]);
    expect(await found("q=nobody")).to.deep.equal([]);
    const pages: string[] = [];
    for (let query: string | undefined = "department=2&limit=1"; query !== undefined;) {
      const { json } = await ask("get", `/members?${query}`);
      const { items, next } = json as { items: { userid: string }[]; next?: string };
      pages.push(...items.map(({ userid }) => userid));
      query = next === undefined ? undefined : `department=2&limit=1&cursor=${next}`;
    }
    expect(pages).to.deep.equal(["li.na", "zhang.wei"]);
  });

  it("go on from a cursor of their own list, and refuse every other in one line", async () => {
    const { ask } = administrated;
    await ask("post", "/members", { ...li, department: [1, 2] });
    const cursorOf = (key: string): string => Buffer.from(key).toString("base64url");
    const { json } = await ask("get", "/members?department=2&limit=1");
    expect(json).to.have.property("next", cursorOf("department-members/2/li.na"));
    const lists: Readonly<Record<string, string>> = {
      "/members?": "members/",
      "/members?q=nobody&": "members/",
      "/members?department=2&": "department-members/2/",
      "/departments?": "departments/",
      "/departments?q=x&": "departments/",
      "/departments?parentid=1&": "department-names/1/",
      "/followers?": "standings/",
      "/followers?status=unverified&": "follower-statuses/unverified/",
      "/audit?": "audit/",
    };
    for (const [list, beginning] of Object.entries(lists)) {
      for (const id of ["a", "\0", "z".repeat(700)]) {
        const { status } = await ask("get", `${list}cursor=${cursorOf(beginning + id)}`);
        expect(status, `${list} ${id}`).to.equal(200);
      }
      const raw = ["li.na", "%ff", "", cursorOf("department-members/1/a"), cursorOf("secrets/a")];
      for (const cursor of [...raw, `${cursorOf(`${beginning}a`)}=`]) {
        const refused = await ask("get", `${list}cursor=${cursor}`);
        expect(refused, `${list} ${cursor}`).to.deep.equal({
          status: 400,
          json: { error: "cursor: must be `next` of the page before, of the same list" },
        });
      }
    }
  });

  it("search a large book in pages that look at a bounded number of records", async () => {
    const { ask, program } = administrated;
    const rows = Array.from({ length: 2_500 }, (_, index) => {
      const number = String(index).padStart(4, "0");
      return `m${number},员工${number},部门${index % 5},m${number}@example.com`;
    });
    const form = new FormData();
    form.set("file", new Blob([`userid,name,department,email\n${rows.join("\n")}\n`]), "staff.csv");
    await administrated.upload(form);
    const { json } = await ask("get", `/members?q=${encodeURIComponent("员工24")}&limit=60`);
    const first = json as { items: { userid: string }[]; next: string };
    expect(first.items).to.have.lengthOf(60);
    const rest = await found(`q=${encodeURIComponent("员工24")}&limit=60&cursor=${first.next}`);
    expect(rest).to.have.lengthOf(40);
    expect(rest.at(-1)).to.equal("m2499");
    expect(program.lines.filter((line) => line.includes('"level":50'))).to.deep.equal([]);
  });

  it("delete a member and release whoever is bound to it, in one act of the audit log", async () => {
    const { ask, program } = administrated;
    await program.call("POST", "/_sim/followers/oZhangWei/follow");
    await ask("post", "/followers/oZhangWei/bind", { userid: "zhang.wei" });
    const { json } = await ask("delete", "/members/zhang.wei");
    expect(json).to.have.nested.property("released.openid", "oZhangWei");
    expect((await ask("get", "/followers/oZhangWei")).json).to.include({ status: "none" });
    expect((await ask("get", "/account")).json).to.include({ seatsTaken: 0 });
    expect((await ask("get", "/members/zhang.wei")).status).to.equal(404);
    const { items } = (await ask("get", "/audit?limit=1")).json as { items: { before: object }[] };
    expect(items[0]).to.include({ act: "members.change", object: "zhang.wei" });
    expect(items[0]?.before).to.include({ name: "张伟", boundTo: "oZhangWei" });
  });

  it("keep a disabled member from being verified, and let it be again", async () => {
    const { ask, program } = administrated;
    await ask("post", "/members/zhang.wei/disable");
    await program.call("POST", "/_sim/followers/oZhangWei/follow");
    const path = "/_sim/followers/oZhangWei/messages";
    const said = await program.call("POST", path, { content: "13800000001" });
    expect(said.json).to.have.nested.property("replies[0].content").that.matches(/停用/);
    expect((await ask("post", "/members/zhang.wei/enable")).json).to.include({ enabled: true });
  });

  it("make, rename, move and delete departments by the same rules", async () => {
    const { ask } = administrated;
    expect((await ask("get", "/departments/1")).json).to.deep.equal({
      id: 1,
      name: "Acme",
      parentid: 0,
      members: 0,
    });
    const made = await ask("post", "/departments", { name: "前端", parentid: 2 });
    expect(made).to.deep.equal({
      status: 201,
      json: { id: 3, name: "前端", parentid: 2, members: 0 },
    });
    expect((await ask("post", "/departments", { name: "前端", parentid: 2 })).status).to.equal(409);
    expect((await ask("patch", "/departments/2", { parentid: 3 })).json)
      .to.have.property("error")
      .that.matches(/\(60010\)$/);
    expect((await ask("patch", "/departments/3", { name: "网页", parentid: 1 })).json).to.include({
      name: "网页",
      parentid: 1,
    });
    expect((await ask("get", "/departments?parentid=1")).json).to.deep.equal({
      items: [
        { id: 2, name: "研发部", parentid: 1 },
        { id: 3, name: "网页", parentid: 1 },
      ],
    });
    expect((await ask("delete", "/departments/2")).json)
      .to.have.property("error")
      .that.matches(/^department has members.*\(60005\)$/);
    expect((await ask("delete", "/departments/3")).json).to.deep.equal({ id: 3 });
    expect((await ask("get", "/departments/3")).status).to.equal(404);
    const { items } = (await ask("get", "/audit")).json as { items: Record<string, unknown>[] };
    expect(items.map(({ object, before, after }) => ({ object, before, after }))).to.deep.equal([
      { object: "3", before: { id: 3, name: "网页", parentid: 1 }, after: undefined },
      {
        object: "3",
        before: { name: "前端", parentid: 2 },
        after: { name: "网页", parentid: 1 },
      },
      { object: "3", before: undefined, after: { id: 3, name: "前端", parentid: 2 } },
    ]);
  });
});
