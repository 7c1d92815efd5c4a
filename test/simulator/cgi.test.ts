import { expect } from "chai";
import { createEnds } from "../support/ends.ts";
import { startProgram, type Program } from "../support/program.ts";

type Answer = {
  readonly errcode?: number;
  readonly errmsg?: string;
  readonly access_token?: string;
};

describe("/cgi-bin", () => {
  const whenOver = createEnds();
  let program: Program;
  let token: string;
  const call = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const { status, json } = await program.call(method, `/cgi-bin/${path}`, body);
    expect(status).to.equal(200);
    return json as Answer;
  };
  const gettoken = "gettoken?corpid=wwdemo0000000000&corpsecret=any";
  const send = (message: object): Promise<Answer> =>
    call("POST", `message/send?access_token=${token}`, message);
  const text = (touser: string, content = "您好"): object => ({
    touser,
    msgtype: "text",
    agentid: "7",
    text: { content },
  });
  const chat = async (openid: string): Promise<readonly { content: string; from: string }[]> =>
    (await program.call("GET", `/_sim/followers/${openid}/messages?agentid=7`)).json as [];

  beforeEach(async () => {
    program = await startProgram();
    whenOver(() => program.stop());
    token = (await call("GET", gettoken)).access_token ?? "";
  });

  it("gives a token that is the same until it expires, on the world's clock", async () => {
    expect(token).to.have.lengthOf(64);
    expect(await call("GET", gettoken)).to.deep.equal({ access_token: token, expires_in: 7200 });
    await program.call("POST", "/_sim/clock", { advance: "2h" });
    expect(await send(text("zhang.wei"))).to.include({ errcode: 42001 });
    const renewed = await call("GET", gettoken);
    expect(renewed.access_token).not.to.equal(token);
  });

  it("refuses with the platform's codes", async () => {
    const cases: readonly (readonly [Promise<Answer>, number])[] = [
      [call("GET", "gettoken?corpid=other&corpsecret=any"), 40013],
      [call("GET", "gettoken?corpid=wwdemo0000000000"), 40001],
      [call("POST", "message/send", text("a")), 41001],
      [call("POST", "message/send?access_token=x", text("a")), 40014],
      [send(text("nobody")), 82001],
      [send(text("half\ud83d")), 82001],
      [send(text("a".repeat(2_000))), 82001],
      [send(text("zhang.wei", "")), 44004],
      [send(text("zhang.wei", "好".repeat(683))), 45002],
      [send({ ...text("zhang.wei"), agentid: "x" }), 40056],
      [send({ ...text("zhang.wei"), msgtype: "wave" }), 40008],
      [send({ ...text("zhang.wei"), msgtype: "__proto__" }), 40008],
      [send({ ...text("zhang.wei"), text: "您好" }), 44004],
      [send([]), 40056],
      [send({ touser: "zhang.wei", msgtype: "image", agentid: 7, image: {} }), 40007],
      [send({ touser: "zhang.wei", msgtype: "news", agentid: 7, news: { articles: [] } }), 44003],
    ];
    for (const [answer, errcode] of cases) expect(await answer).to.include({ errcode });
    const unknown = await call("GET", "user/list?access_token=x");
    expect(unknown.errmsg).to.match(
      /there are GET \/cgi-bin\/gettoken, POST \/cgi-bin\/message\/send/,
    );
    const broken = await fetch(`${program.server.url}/cgi-bin/message/send?access_token=${token}`, {
      method: "POST",
      body: "{",
    });
    expect(await broken.json()).to.include({ errcode: 47001 });
  });

  it("shows messages to members who follow, and to another bot's followers, and to nobody else", async () => {
    await program.call("POST", "/_sim/followers", { openid: "oTheirs" });
    await program.call("POST", "/_sim/followers/oZhangWei/follow");
    expect(await send(text("zhang.wei | oTheirs|Nobody"))).to.deep.equal({
      errcode: 0,
      errmsg: "ok",
      invaliduser: "nobody",
      invalidparty: "",
      invalidtag: "",
    });
    expect((await chat("oTheirs")).map(({ content }) => content)).to.deep.equal(["您好"]);
    expect(await chat("oZhangWei")).to.deep.equal([]);
    const messages = "/_sim/followers/oZhangWei/messages";
    await program.call("POST", messages, { content: "13800000001" });
    const inbox = await program.call("GET", "/_sim/inbox");
    const [{ code = "" } = {}] = inbox.json as readonly { readonly code?: string }[];
    await program.call("POST", messages, { content: code });
    const card = { title: "一", description: "二", url: "http://e.cn/1" };
    const sent = [{ ...card, picurl: "http://e.cn/1.jpg" }];
    await send({ touser: "@all", msgtype: "news", agentid: 7, news: { articles: sent } });
    const [news] = await chat("oZhangWei");
    expect(news).to.deep.include({ from: "account", content: "一" });
    expect(news).to.deep.include({ articles: [{ ...card, pictureUrl: "http://e.cn/1.jpg" }] });
    expect(await chat("oTheirs")).to.have.lengthOf(2);
  });
});
