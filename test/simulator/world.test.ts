import { expect } from "chai";
import { startProgram, type Program } from "../support/program.ts";

const noon = "2015-06-01T12:00:00+08:00";

describe("the simulated world", () => {
  let program: Program;
  before(async () => {
    program = await startProgram();
  });
  after(() => program.stop());
  beforeEach(async () => {
    await program.call("POST", "/_sim/reset", {
      members: [{ userid: "li.na", name: "李娜", mobile: "13800000002" }],
      followers: [{ openid: "oLiNa", mobile: "13800000002" }],
    });
  });

  const get = async (path: string): Promise<unknown> =>
    (await program.call("GET", `/_sim/${path}`)).json;
  const post = async (path: string, body?: unknown): Promise<unknown> =>
    (await program.call("POST", `/_sim/${path}`, body)).json;
  const patch = (body: unknown) => program.call("PATCH", "/_sim/settings", body);

  it("knows a follower by whatever it was told, and makes one of whoever acts", async () => {
    const made = await post("followers", {
      openid: "oWang",
      nickname: "wang",
      email: "Wang@Example.com",
    });
    expect(made).to.include({ openid: "oWang", nickname: "wang", status: "none" });
    await post("followers", { openid: "oWang", mobile: "138 0000 0002" });
    expect(await get("followers/oWang")).to.include({ nickname: "wang", phase: "stranger" });
    expect(await post("followers/oWang/follow")).to.have.nested.property(
      "replies[0].content",
      "验证成功，李娜",
    );
    await post("followers/oNew/follow");
    expect(await get("followers/oNew")).to.include({ status: "unverified" });
  });

  it("gives a follower without an openid one that nobody else has", async () => {
    const one = (await post("followers", {})) as { openid: string };
    const other = (await post("followers", {})) as { openid: string };
    expect(one.openid).to.match(/^o[\w-]{20}$/);
    expect(other.openid).to.not.equal(one.openid);
  });

  it("shows a stranger nothing, and an unverified follower the assistant only", async () => {
    expect(await get("followers/oLiNa")).to.deep.include({ apps: [] });
    await post("followers/oElse/follow");
    expect(await get("followers/oElse")).to.deep.include({
      apps: [{ agentid: 0, name: "企业小助手" }],
    });
  });

  it("stamps each push of a follower at another second, since an event is known by it", async () => {
    await post("clock", { set: noon });
    await post("followers/oElse/follow");
    await post("followers/oElse/unfollow");
    await post("followers/oElse/follow");
    expect(await get("followers/oElse")).to.include({ status: "unverified" });
  });

  it("moves its clock on and sets it, in the account's time zone unless told", async () => {
    expect(await post("clock", { set: noon })).to.deep.equal({ now: "2015-06-01T04:00:00.000Z" });
    const moved = (await post("clock", { advance: "1d2h" })) as { now: string };
    expect(moved.now).to.match(/^2015-06-02T06:00:0/);
    expect(await post("clock", { set: "2015-06-01 12:00" })).to.deep.equal({
      now: "2015-06-01T04:00:00.000Z",
    });
    await patch({ timeZone: "Europe/Berlin" });
    expect(await post("clock", { set: "2015-06-01 12:00" })).to.deep.equal({
      now: "2015-06-01T10:00:00.000Z",
    });
    const later = (await get("clock")) as { now: string };
    expect(later.now).to.match(/^2015-06-01T10:00:/);
  });

  it("changes settings one by one, gives null its default back, and keeps all when one is wrong", async () => {
    const before = (await get("settings")) as { codeLength: number };
    await patch({ codeLength: 8, helpdesk: "8001" });
    expect(await get("settings")).to.include({ codeLength: 8, helpdesk: "8001" });
    expect((await patch({ codeLength: 4, helpdesk: "8002" })).status).to.equal(400);
    expect(await get("settings")).to.include({ codeLength: 8, helpdesk: "8001" });
    await patch({ codeLength: null });
    expect(await get("settings")).to.include({ codeLength: before.codeLength, helpdesk: "8001" });
    expect(await get("settings")).to.not.have.property("v");
  });

  it("shows the inbox newest first, of everybody or of one, and takes what other bots send", async () => {
    await post("followers/oElse/follow");
    await post("followers/oElse/messages", { content: "13800000002" });
    await post("inbox", { channel: "mail", to: "x@example.com", text: "Your code is 482913." });
    expect(await get("inbox")).to.have.lengthOf(2);
    expect(await get("inbox?limit=1")).to.have.nested.property("[0].code", "482913");
    const hers = (await get("inbox?to=138%200000%200002")) as { to: string }[];
    expect(hers.map(({ to }) => to)).to.deep.equal(["13800000002"]);
  });

  it("sends every kind of message that a phone can, and answers none for what it cannot", async () => {
    await post("followers/oElse/follow");
    const kinds = ["text", "image", "voice", "video", "shortvideo", "location", "link"];
    for (const msgtype of kinds) {
      const pushed = await post("followers/oElse/messages", { msgtype, content: "31.2,121.4" });
      expect(pushed, msgtype).to.have.nested.property("deliveries[0].status", 200);
      expect(pushed, msgtype).to.have.nested.property("replies[0].msgtype", "text");
    }
    const { status } = await program.call("POST", "/_sim/followers/oElse/messages", {
      agentid: 1000002,
      content: "x",
    });
    expect(status).to.equal(501);
  });

  it("sends what people paste as the platform does, with bare ends of CDATA if asked for", async () => {
    await post("followers/oElse/follow");
    const content = "\u001d<a><![CDATA[x]]></a>";
    for (const ends of ["bare", "escaped"]) {
      const pushed = await post("followers/oElse/messages", { content, ends });
      expect(pushed).to.have.nested.property("deliveries[0].status", 200);
      expect(pushed).to.have.nested.property("replies[0].msgtype", "text");
    }
    const path = "/_sim/followers/oElse/messages";
    expect((await program.call("POST", path, { content, ends: "x" })).status).to.equal(400);
  });

  it("begins anew with a seed, and says what of the seed cannot be played yet", async () => {
    await post("clock", { set: noon });
    await post("followers/oLiNa/follow");
    const seed = {
      members: [{ userid: "wu", name: "吴", email: "wu@example.com" }],
      apps: [{ agentid: 1 }],
    };
    const made = await post("reset", { seed });
    expect(made).to.deep.include({ members: 1, followers: 0 });
    expect(JSON.stringify(made)).to.include("apps");
    expect((await program.call("GET", "/_sim/followers/oLiNa")).status).to.equal(404);
    expect(await get("inbox")).to.deep.equal([]);
    const { now } = (await get("clock")) as { now: string };
    expect(Math.abs(Date.parse(now) - Date.now())).to.be.below(60_000);
  });
});
