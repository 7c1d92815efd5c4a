import { expect } from "chai";
import fc from "fast-check";
import type { Article, Reply } from "../../src/domain/reply.ts";
import { seal } from "../../src/wire/envelope.ts";
import { readReply } from "../../src/wire/read-reply.ts";
import { cutUtf8, writeReply } from "../../src/wire/write-reply.ts";
import { official } from "./samples.ts";
import { openReply } from "../support/open-reply.ts";

const to = { follower: "zhang.wei", account: "wx5823bf96d3bd56c7", createTime: 1_433_173_800 };
const head =
  "<xml><ToUserName><![CDATA[zhang.wei]]></ToUserName>" +
  "<FromUserName><![CDATA[wx5823bf96d3bd56c7]]></FromUserName><CreateTime>1433173800</CreateTime>";
const article: Article = { title: "t", description: "d", url: "u", pictureUrl: "p" };
const contentOf = (text: string): string | undefined => {
  const reply = readReply(writeReply({ type: "text", text }, to))?.reply;
  return reply?.type === "text" ? reply.text : undefined;
};

const replies: readonly (readonly [Reply, string])[] = [
  [
    { type: "text", text: "你好" },
    "<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[你好]]></Content>",
  ],
  [
    { type: "image", mediaId: "m" },
    "<MsgType><![CDATA[image]]></MsgType><Image><MediaId><![CDATA[m]]></MediaId></Image>",
  ],
  [
    { type: "voice", mediaId: "m" },
    "<MsgType><![CDATA[voice]]></MsgType><Voice><MediaId><![CDATA[m]]></MediaId></Voice>",
  ],
  [
    { type: "video", mediaId: "m", title: "t", description: "d" },
    "<MsgType><![CDATA[video]]></MsgType><Video><MediaId><![CDATA[m]]></MediaId><Title><![CDATA[t]]></Title><Description><![CDATA[d]]></Description></Video>",
  ],
  [
    { type: "news", articles: [article] },
    "<MsgType><![CDATA[news]]></MsgType><ArticleCount>1</ArticleCount><Articles><item><Title><![CDATA[t]]></Title><Description><![CDATA[d]]></Description><PicUrl><![CDATA[p]]></PicUrl><Url><![CDATA[u]]></Url></item></Articles>",
  ],
];

const text = fc
  .string({ unit: "binary", maxLength: 100 })
  .map((drawn) => drawn.replace(/[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, ""));
const anyReply: fc.Arbitrary<Reply> = fc.oneof(
  fc.record({ type: fc.constant("text" as const), text }),
  fc.record({ type: fc.constantFrom("image" as const, "voice" as const), mediaId: text }),
  fc.record({ type: fc.constant("video" as const), mediaId: text, title: text, description: text }),
  fc.record({
    type: fc.constant("news" as const),
    articles: fc.array(fc.record({ title: text, description: text, url: text, pictureUrl: text }), {
      maxLength: 10,
    }),
  }),
);

describe("writing a reply", () => {
  for (const [reply, xml] of replies) {
    it(`writes ${reply.type} as the platform documents it`, () => {
      expect(writeReply(reply, to)).to.equal(`${head}${xml}</xml>`);
    });
  }

  it("is read back by others' XML as it was, sealed and opened, whatever it says", () => {
    const sealing = { timestamp: "1409659813", nonce: "1372623149", random: "0123456789abcdef" };
    fc.assert(
      fc.property(anyReply, text, (reply, follower) => {
        const xml = openReply(
          official,
          seal(official, writeReply(reply, { ...to, follower }), sealing),
        );
        const read = readReply(xml ?? "");
        expect(read?.reply).to.deep.equal(reply);
        expect(read?.fields).to.include({
          ToUserName: follower,
          FromUserName: to.account,
          CreateTime: "1433173800",
          MsgType: reply.type,
        });
      }),
      { numRuns: 1000 },
    );
  });

  it("lets no text out of its CDATA", () => {
    for (const said of ["]]>", "]]]]>>", "<![CDATA[x]]>", "]]></Content><MsgType>x", "&lt;"]) {
      expect(contentOf(said)).to.equal(said);
    }
  });

  it("drops what XML cannot hold, and keeps characters of four bytes", () => {
    expect(contentOf("a\u0000b\u000B\uFFFEc\uFFFF\uD83D")).to.equal("abc");
    expect(contentOf("😀\t\n企\u{10FFFD}")).to.equal("😀\t\n企\u{10FFFD}");
  });

  it("cuts text at 2,048 bytes, between characters", () => {
    expect(contentOf("x".repeat(2048))).to.have.lengthOf(2048);
    expect(contentOf("x".repeat(2049))).to.equal("x".repeat(2048));
    expect(contentOf("企".repeat(1000))).to.equal("企".repeat(682));
    expect(contentOf(`x${"😀".repeat(1000)}`)).to.equal(`x${"😀".repeat(511)}`);
    expect(contentOf(`${"\0".repeat(3000)}hello`)).to.equal("hello");
  });

  it("cuts any text to a prefix that fits, and as long as can be", () => {
    const texts = fc.string({ unit: "binary", maxLength: 30 });
    fc.assert(
      fc.property(texts, fc.nat(60), (whole, bytes) => {
        const cut = cutUtf8(whole, bytes);
        const [next = ""] = whole.slice(cut.length);
        expect(whole.startsWith(cut)).to.equal(true);
        expect(Buffer.byteLength(cut)).to.be.at.most(bytes);
        expect(cut).not.to.match(/\p{Surrogate}/u);
        expect(next === "" || Buffer.byteLength(cut + next) > bytes).to.equal(true);
      }),
    );
  });

  it("leaves out an eleventh article, for then the platform would show none", () => {
    const articles = Array.from({ length: 11 }, (_, index) => ({
      ...article,
      title: String(index),
    }));
    const xml = writeReply({ type: "news", articles }, to);
    expect(xml).to.include("<ArticleCount>10</ArticleCount>");
    expect(readReply(xml)?.reply).to.deep.equal({
      type: "news",
      articles: articles.slice(0, 10),
    });
  });
});
