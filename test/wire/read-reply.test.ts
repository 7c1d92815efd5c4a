import { expect } from "chai";
import fc from "fast-check";
import { readReply } from "../../src/wire/read-reply.ts";

describe("reading other bots' replies", () => {
  it("takes white space, bare text, attributes, any order and milliseconds", () => {
    expect(
      readReply(
        '<?xml version="1.0"?>\n<xml>\n <MsgType> text\n</MsgType><Content a="b">hi &amp; bye</Content>' +
          "<CreateTime>1433173800123</CreateTime><FromUserName>wx</FromUserName><ToUserName>wei</ToUserName></xml>",
      ),
    ).to.deep.equal({
      msgtype: "text",
      follower: "wei",
      account: "wx",
      createTime: "1433173800123",
      content: "hi & bye",
      reply: { type: "text", text: "hi & bye" },
    });
  });

  it("shows what a picture, a voice, a video and a card hold", () => {
    const shown = (type: string, body: string): Readonly<Record<string, unknown>> =>
      readReply(`<xml><MsgType>${type}</MsgType>${body}</xml>`);
    expect(shown("image", "<Image><MediaId>m</MediaId></Image>")).to.include({ mediaId: "m" });
    expect(shown("voice", "<Voice><MediaId>m</MediaId></Voice>")).to.include({ mediaId: "m" });
    expect(
      shown(
        "video",
        "<Video><MediaId>m</MediaId><Title>t</Title><Description>d</Description></Video>",
      ),
    ).to.include({ mediaId: "m", title: "t", description: "d" });
    const items = "<item><Title>a</Title><Url>u</Url></item><item><Title>b</Title></item>";
    expect(shown("news", `<Articles>${items}</Articles>`)["articles"]).to.deep.equal([
      { title: "a", description: "", url: "u", pictureUrl: "" },
      { title: "b", description: "", url: "", pictureUrl: "" },
    ]);
    expect(shown("news", "<Articles><item/></Articles>")["articles"]).to.have.lengthOf(1);
    expect(shown("news", "")["articles"]).to.deep.equal([]);
  });

  it("keeps the type it does not know", () => {
    expect(readReply("<xml><MsgType>music</MsgType></xml>")).to.include({
      msgtype: "music",
      reply: undefined,
    });
  });

  it("never throws, whatever it is given", () => {
    const nothing = { msgtype: "", follower: "", account: "", createTime: "", reply: undefined };
    const strange = [
      "",
      "hello",
      "<xml>",
      "<xml/>",
      "<xml>text</xml>",
      "<xml><MsgType/></xml>",
      "<__proto__><MsgType>text</MsgType></__proto__>",
      "<xml><constructor>text</constructor><__proto__>x</__proto__></xml>",
      `<xml><MsgType>${"<_>".repeat(20_000)}${"</_>".repeat(20_000)}</MsgType></xml>`,
    ];
    for (const xml of strange) expect(readReply(xml)).to.deep.equal(nothing);
    const parts = [
      "<xml>",
      "</xml>",
      "<MsgType>",
      "</MsgType>",
      "text",
      "news",
      "<Articles>",
      "<item>",
      "</item>",
      "</Articles>",
      "<![CDATA[",
      "]]>",
      "&amp;",
      "&x;",
      "<!DOCTYPE xml>",
      "<?x?>",
      "<a b='c'>",
    ];
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...parts), fc.string())), (drawn) => {
        expect(readReply(drawn.join("")).msgtype).to.be.a("string");
        expect(readReply(`<xml>${drawn.join("")}</xml>`).msgtype).to.be.a("string");
      }),
      { numRuns: 500 },
    );
  });
});
