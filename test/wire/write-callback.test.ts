import { expect } from "chai";
import fc from "fast-check";
import { readCallback } from "../../src/wire/read-callback.ts";
import { writeCallback } from "../../src/wire/write-callback.ts";
import { official } from "./samples.ts";

const from = { follower: "oWei", account: official.receiveId, createTime: 1_433_173_800 };

describe("playing the platform", () => {
  it("writes a message in the order of the documents", () => {
    expect(
      writeCallback({
        ...from,
        agent: 0,
        msgtype: "text",
        fields: { Content: "hi" },
        messageId: "9",
      }),
    ).to.equal(
      `<xml><ToUserName><![CDATA[${official.receiveId}]]></ToUserName><FromUserName><![CDATA[oWei]]></FromUserName>` +
        "<CreateTime>1433173800</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[hi]]></Content>" +
        "<MsgId>9</MsgId><AgentID>0</AgentID></xml>",
    );
  });

  it("leaves out an agent and a MsgId that are not there", () => {
    const xml = writeCallback({ ...from, msgtype: "event", fields: { Event: "subscribe" } });
    expect(xml).not.to.match(/AgentID|MsgId/);
    expect(readCallback(xml, official)).to.include({ kind: "followed", agent: undefined });
  });

  it("nests, and repeats what comes often", () => {
    const pictures = { Count: "2", PicList: { item: [{ PicMd5Sum: "a" }, { PicMd5Sum: "b" }] } };
    const fields = { Event: "pic_weixin", EventKey: "k", SendPicsInfo: pictures };
    const xml = writeCallback({ ...from, agent: 0, msgtype: "event", fields });
    expect(readCallback(xml, official)).to.deep.include({ kind: "pictured", digests: ["a", "b"] });
  });

  it("is read at the door as it was written, whatever a person says", () => {
    // XML readers turn a carriage return into a line end.
    const texts = fc.string({ unit: "grapheme" }).map((text) => text.replaceAll("\r", ""));
    fc.assert(
      fc.property(texts, (text) => {
        const fields = { Content: text };
        const xml = writeCallback({ ...from, agent: 0, msgtype: "text", fields, messageId: "9" });
        expect(readCallback(xml, official)).to.include({ kind: "said", text });
      }),
      { numRuns: 500 },
    );
  });

  it("sends what people paste as the platform does, and an end of CDATA bare if asked for", () => {
    const message = { ...from, agent: 0, msgtype: "text", messageId: "9" };
    const xml = writeCallback({ ...message, fields: { Content: "1\u001d3\0\uFFFE\ud83d8" } });
    expect(xml).to.include("<![CDATA[1\u001d3\0\uFFFE\ud83d8]]>");
    expect(readCallback(xml, official)).to.include({ text: "138" });
    const fields = { Content: "<a><![CDATA[x]]></a>" };
    const bare = writeCallback({ ...message, fields, ends: "bare" });
    expect(bare).to.include("<Content><![CDATA[<a><![CDATA[x]]></a>]]></Content>");
    expect(readCallback(bare, official)).to.include({ text: fields.Content });
    expect(readCallback(writeCallback({ ...message, fields }), official)).to.include({
      text: fields.Content,
    });
  });

  it("refuses a MsgId that is no number", () => {
    expect(() => writeCallback({ ...from, msgtype: "x", fields: {}, messageId: "1<" })).to.throw(
      RangeError,
    );
  });

  it("refuses a name that no field could have", () => {
    for (const name of ["a b", "", "x><y", "__proto__x", "1a", "a-b"]) {
      expect(() => writeCallback({ ...from, msgtype: "x", fields: { [name]: "" } })).to.throw(
        RangeError,
      );
    }
  });
});
