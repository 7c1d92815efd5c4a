import { expect } from "chai";
import { startAdministrated, type Administrated } from "./administrator.ts";

type Shown = { readonly openid: string; readonly ref: string; readonly status: string };

describe("/api/followers", () => {
  let administrated: Administrated;
  beforeEach(async () => {
    administrated = await startAdministrated();
  });
  afterEach(() => administrated.program.stop());

  const comes = async (openid: string, nickname: string): Promise<void> => {
    const { program } = administrated;
    await program.call("POST", "/_sim/followers", { openid, nickname });
    await program.call("POST", `/_sim/followers/${openid}/follow`);
  };
  const says = (openid: string, content: string) =>
    administrated.program.call("POST", `/_sim/followers/${openid}/messages`, { content });
  const found = async (query: string): Promise<readonly string[]> => {
    const { json } = await administrated.ask("get", `/followers?${query}`);
    return (json as { readonly items: readonly Shown[] }).items.map(({ openid }) => openid);
  };

  it("lists who is waiting, who has waited longest first, page by page", async () => {
    const { program, ask } = administrated;
    for (const name of ["c", "a", "b"]) {
      await comes(`oStranger-${name}`, name);
      await program.call("POST", "/_sim/clock", { advance: "1m" });
    }
    const waiting = ["oStranger-c", "oStranger-a", "oStranger-b"];
    expect(await found("status=unverified")).to.deep.equal(waiting);
    expect(await found("status=unverified&order=newest")).to.deep.equal([...waiting].reverse());
    expect(await found("status=followed")).to.deep.equal([]);
    const first = await ask("get", "/followers?status=unverified&limit=2");
    const { items, next } = first.json as { items: Shown[]; next: string };
    expect(items.map(({ openid }) => openid)).to.deep.equal(waiting.slice(0, 2));
    expect(await found(`status=unverified&limit=2&cursor=${next}`)).to.deep.equal(["oStranger-b"]);
  });

  it("finds a person by the short name, by the nickname, and by a contact", async () => {
    const { ask } = administrated;
    await comes("oStranger", "Chen Wei");
    await says("oStranger", "13800000001");
    const { json } = await ask("get", "/followers/oStranger");
    const { ref } = json as Shown;
    expect(await found(`ref=${ref.toLowerCase()}`)).to.deep.equal(["oStranger"]);
    expect(await found("nickname=chen")).to.deep.equal(["oStranger"]);
    expect(await found("contact=138%200000%200001")).to.deep.equal(["oStranger"]);
    expect(await found("contact=13800000002")).to.deep.equal([]);
    const two = await ask("get", "/followers?ref=F-0000&nickname=chen");
    expect(two).to.deep.equal({
      status: 400,
      json: { error: "look by one at a time: status, ref, nickname or contact" },
    });
  });

  it("shows what became of a person, the last first", async () => {
    const { ask } = administrated;
    await comes("oStranger", "stranger");
    await ask("post", "/followers/oStranger/bind", { userid: "zhang.wei" });
    const { json } = await ask("post", "/followers/oStranger/release");
    const { events } = json as { events: { became: string; userid?: string }[] };
    expect(events.map(({ became, userid }) => [became, userid])).to.deep.equal([
      ["released", "zhang.wei"],
      ["bound", "zhang.wei"],
      ["unverified", undefined],
    ]);
  });

  it("binds without a code, and says of each refusal why", async () => {
    const { ask } = administrated;
    await comes("oOne", "one");
    await comes("oTwo", "two");
    const refused = async (openid: string, userid: string): Promise<unknown> => {
      const { status, json } = await ask("post", `/followers/${openid}/bind`, { userid });
      expect(status).to.equal(409);
      return (json as { error: string }).error;
    };
    expect(await refused("oOne", "nobody")).to.equal("no member has that userid");
    await ask("post", "/members/zhang.wei/disable");
    expect(await refused("oOne", "zhang.wei")).to.match(/^that member is disabled/);
    await ask("post", "/members/zhang.wei/enable");
    await ask("patch", "/account", { seats: 0 });
    expect(await refused("oOne", "zhang.wei")).to.match(/^all seats are taken/);
    await ask("patch", "/account", { seats: 1 });
    const bound = await ask("post", "/followers/oOne/bind", { userid: "zhang.wei" });
    expect(bound.json).to.include({ status: "followed", userid: "zhang.wei" });
    expect(await refused("oTwo", "zhang.wei")).to.match(/^another follower is bound/);
    expect(await refused("oOne", "zhang.wei")).to.match(/^this follower is bound already/);
    expect((await ask("post", "/followers/oNobody/release")).status).to.equal(404);
  });

  it("releases a person, whose seat is free again, and refuses to release nobody", async () => {
    const { ask } = administrated;
    await comes("oOne", "one");
    await ask("post", "/followers/oOne/bind", { userid: "zhang.wei" });
    expect((await ask("get", "/account")).json).to.include({ seatsTaken: 1 });
    await ask("post", "/followers/oOne/release");
    expect((await ask("get", "/account")).json).to.include({ seatsTaken: 0 });
    expect((await ask("get", "/members/zhang.wei")).json).to.not.have.property("follower");
    expect(await ask("post", "/followers/oOne/release")).to.deep.equal({
      status: 409,
      json: { error: "this follower is bound to nobody" },
    });
  });

  it("unlocks a person who is locked until midnight, so that a code is asked for again", async () => {
    const { ask } = administrated;
    await comes("oOne", "one");
    await says("oOne", "13800000001");
    for (let wrong = 1; wrong <= 5; wrong += 1) await says("oOne", "000000");
    expect((await says("oOne", "13800000001")).json).to.have.property("replies").that.is.empty;
    await ask("post", "/followers/oOne/unlock");
    await administrated.program.call("POST", "/_sim/clock", { advance: "11m" });
    expect((await says("oOne", "13800000001")).json)
      .to.have.nested.property("replies[0].content")
      .that.matches(/^验证码已发送至/);
  });

  it("refuses to unlock a person who has replied no wrong code today, and logs nothing", async () => {
    const { ask } = administrated;
    await comes("oOne", "one");
    expect(await ask("post", "/followers/oOne/unlock")).to.deep.equal({
      status: 409,
      json: {
        error: "this follower has replied no wrong code today, so there is nothing to forget",
      },
    });
    expect((await ask("get", "/audit")).json).to.deep.equal({ items: [] });
  });

  it("keeps each act in the audit log in the commit that does it, and none that was refused", async () => {
    const { ask } = administrated;
    await comes("oOne", "one");
    await ask("post", "/followers/oOne/bind", { userid: "nobody" });
    await ask("post", "/followers/oOne/bind", { userid: "zhang.wei" });
    await ask("post", "/followers/oOne/release");
    const { items } = (await ask("get", "/audit")).json as { items: Record<string, unknown>[] };
    expect(items.map(({ object, before, after }) => ({ object, before, after }))).to.deep.equal([
      {
        object: "oOne",
        before: { status: "followed", userid: "zhang.wei" },
        after: { kind: "release" },
      },
      {
        object: "oOne",
        before: { status: "unverified" },
        after: { kind: "bind", userid: "zhang.wei" },
      },
    ]);
  });
});
