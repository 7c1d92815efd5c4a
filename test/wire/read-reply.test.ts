import { expect } from "chai";
import fc from "fast-check";
import type { Reply } from "../../src/domain/reply.ts";
import { readReply } from "../../src/wire/read-reply.ts";

describe("reading other bots' replies", () => {
  it("takes white space, bare text, attributes, any order and milliseconds", () => {
    const xml =
      '<?xml version="1.0"?>\n<xml>\n <MsgType> text\n</MsgType><Content a="b">hi &amp; bye</Content>' +
      "<CreateTime>1433173800123</CreateTime><FromUserName>wx</FromUserName><ToUserName>wei</ToUserName></xml>";
    const read = readReply(xml);
    expect(read).to.deep.include({
      xml,
      msgtype: "text",
      reply: { type: "text", text: "hi & bye" },
    });
    expect(read?.fields).to.include({
      ToUserName: "wei",
      FromUserName: "wx",
      CreateTime: "1433173800123",
    });
  });

  it("reads what a picture, a voice, a video and a card hold", () => {
    const replyIn = (type: string, body: string): Reply | undefined =>
      readReply(`<xml><MsgType>${type}</MsgType>${body}</xml>`)?.reply;
    for (const type of ["image", "voice"] as const) {
      const name = type === "image" ? "Image" : "Voice";
      expect(replyIn(type, `<${name}><MediaId>m</MediaId></${name}>`)).to.deep.equal({
        type,
        mediaId: "m",
      });
    }
    expect(
      replyIn(
        "video",
        "<Video><MediaId>m</MediaId><Title>t</Title><Description>d</Description></Video>",
      ),
    ).to.deep.equal({ type: "video", mediaId: "m", title: "t", description: "d" });
    const items = "<item><Title>a</Title><Url>u</Url></item><item><Title>b</Title></item>";
    expect(replyIn("news", `<Articles>${items}</Articles>`)).to.deep.equal({
      type: "news",
      articles: [
        { title: "a", description: "", url: "u", pictureUrl: "" },
        { title: "b", description: "", url: "", pictureUrl: "" },
      ],
    });
    expect(replyIn("news", "<Articles><item/></Articles>"))
      .to.have.property("articles")
      .with.lengthOf(1);
    expect(replyIn("news", "")).to.deep.equal({ type: "news", articles: [] });
  });

  it("keeps the type it does not know", () => {
    expect(readReply("<xml><MsgType>music</MsgType></xml>")).to.include({
      msgtype: "music",
      reply: undefined,
    });
  });

  it("never throws, whatever it is given", () => {
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
    for (const xml of strange) expect(readReply(xml)?.reply).to.equal(undefined);
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
        readReply(drawn.join(""));
        readReply(`<xml>${drawn.join("")}</xml>`);
      }),
      { numRuns: 500 },
    );
  });
});
