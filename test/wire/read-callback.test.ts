import { expect } from "chai";
import { readCallback } from "../../src/wire/read-callback.ts";
import { official, publicAccount, refusalOf } from "./samples.ts";

const account = official.receiveId;
const common =
  `<ToUserName><![CDATA[${account}]]></ToUserName><FromUserName><![CDATA[zhang.wei]]></FromUserName>` +
  "<CreateTime>1433173800</CreateTime>";
const message = (type: string, fields: string): string =>
  `<xml>${common}<MsgType><![CDATA[${type}]]></MsgType>${fields}<MsgId>4561255354251345929</MsgId><AgentID>7</AgentID></xml>`;
const event = (name: string, fields = ""): string =>
  `<xml>${common}<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[${name}]]></Event>${fields}<AgentID>0</AgentID></xml>`;

const from = { follower: "zhang.wei", account, createTime: 1_433_173_800, fields: {} };
const sent = { ...from, agent: 7, messageId: "4561255354251345929" };
const happened = { ...from, agent: 0, eventKey: "" };
const media = "<PicUrl>http://p</PicUrl><MediaId>m1</MediaId>";
const key = (text: string): string => `<EventKey><![CDATA[${text}]]></EventKey>`;
const item = (sum: string): string => `<item><PicMd5Sum>${sum}</PicMd5Sum></item>`;
const scan = `${key("k")}<ScanCodeInfo><ScanType>qrcode</ScanType><ScanResult>1</ScanResult></ScanCodeInfo>`;
const scanned = {
  ...happened,
  kind: "scanned",
  eventKey: "k",
  scanType: "qrcode",
  scanResult: "1",
};
const pictures = `${key("k")}<SendPicsInfo><Count>2</Count><PicList>${item("a")}${item("b")}</PicList></SendPicsInfo>`;
// A capture of 2017 repeats PicList, with Count after it and AgentID before Event (PROTOCOL §2.2).
const captured = `<xml>${common}<MsgType>event</MsgType><AgentID>0</AgentID><Event>pic_weixin</Event>${key("k")}<SendPicsInfo><PicList>${item("a")}</PicList><PicList>${item("b")}</PicList><Count>2</Count></SendPicsInfo></xml>`;
const pictured = { ...happened, kind: "pictured", eventKey: "k", count: "2", digests: ["a", "b"] };
const place = "<Location_X>23.1</Location_X><Location_Y>113.3</Location_Y><Scale>16</Scale>";
const placed = { latitude: "23.1", longitude: "113.3", scale: "16" };
const job =
  "<BatchJob><JobId>j1</JobId><JobType>sync_user</JobType><ErrCode>0</ErrCode><ErrMsg>ok</ErrMsg></BatchJob>";

/** Every type of PROTOCOL §2, as it comes and as it is read. */
const types: readonly (readonly [string, string, Readonly<Record<string, unknown>>])[] = [
  [
    "text",
    message("text", "<Content><![CDATA[你好 <b>]]></Content>"),
    { ...sent, kind: "said", text: "你好 <b>" },
  ],
  [
    "image",
    message("image", media),
    { ...sent, kind: "image", mediaId: "m1", pictureUrl: "http://p" },
  ],
  [
    "voice",
    message("voice", "<MediaId>m1</MediaId><Format>amr</Format>"),
    { ...sent, kind: "voice", mediaId: "m1", format: "amr" },
  ],
  [
    "video",
    message("video", "<MediaId>m1</MediaId><ThumbMediaId>t1</ThumbMediaId>"),
    { ...sent, kind: "video", mediaId: "m1", thumbMediaId: "t1" },
  ],
  [
    "shortvideo",
    message("shortvideo", "<MediaId>m1</MediaId><ThumbMediaId>t1</ThumbMediaId>"),
    { ...sent, kind: "short-video", mediaId: "m1", thumbMediaId: "t1" },
  ],
  [
    "location",
    message("location", `${place}<Label>广州</Label><AppType>wxwork</AppType>`),
    { ...sent, kind: "location", ...placed, label: "广州", fields: { AppType: "wxwork" } },
  ],
  [
    "link",
    message("link", "<Title>t</Title><Description>d</Description><Url>u</Url><PicUrl>p</PicUrl>"),
    { ...sent, kind: "link", title: "t", description: "d", url: "u", pictureUrl: "p" },
  ],
  [
    "file, which nobody documents",
    message("file", "<MediaId>m1</MediaId><constructor>x</constructor>"),
    {
      ...sent,
      kind: "unknown-message",
      messageType: "file",
      fields: { MediaId: "m1", constructor: "x" },
    },
  ],
  ["subscribe", event("subscribe"), { ...happened, kind: "followed" }],
  [
    "subscribe with a key",
    event("subscribe", key("x")),
    { ...happened, kind: "followed", eventKey: "x" },
  ],
  ["unsubscribe", event("unsubscribe"), { ...happened, kind: "unfollowed" }],
  ["enter_agent", event("enter_agent", key("")), { ...happened, kind: "entered" }],
  ["CLICK", event("CLICK", key("menu")), { ...happened, kind: "tapped", eventKey: "menu" }],
  ["VIEW", event("VIEW", key("http://u")), { ...happened, kind: "viewed", eventKey: "http://u" }],
  [
    "LOCATION",
    event(
      "LOCATION",
      "<Latitude>23.1</Latitude><Longitude>113.3</Longitude><Precision>65</Precision>",
    ),
    { ...happened, kind: "located", latitude: "23.1", longitude: "113.3", precision: "65" },
  ],
  ["scancode_push", event("scancode_push", scan), { ...scanned, waits: false }],
  ["scancode_waitmsg", event("scancode_waitmsg", scan), { ...scanned, waits: true }],
  ["pic_sysphoto", event("pic_sysphoto", pictures), { ...pictured, from: "camera" }],
  [
    "pic_photo_or_album",
    event("pic_photo_or_album", pictures),
    { ...pictured, from: "camera-or-album" },
  ],
  ["pic_weixin", event("pic_weixin", pictures), { ...pictured, from: "wechat-album" }],
  ["pic_weixin as captured in 2017", captured, { ...pictured, from: "wechat-album" }],
  [
    "location_select",
    event(
      "location_select",
      `${key("k")}<SendLocationInfo>${place}<Label>广州</Label><Poiname></Poiname></SendLocationInfo>`,
    ),
    {
      ...happened,
      kind: "location-picked",
      eventKey: "k",
      ...placed,
      label: "广州",
      placeName: "",
    },
  ],
  [
    "batch_job_result, which has no agent",
    event("batch_job_result", job).replace("<AgentID>0</AgentID>", ""),
    {
      ...happened,
      agent: undefined,
      kind: "job-done",
      jobId: "j1",
      jobType: "sync_user",
      errcode: "0",
      errmsg: "ok",
    },
  ],
  [
    "change_contact",
    event(
      "change_contact",
      "<ChangeType>update_user</ChangeType><UserID>wei</UserID><Name>张伟</Name><ExtAttr>" +
        "<Item><Name>爱好</Name><Type>0</Type><Text><Value>旅游</Value></Text></Item></ExtAttr>",
    ),
    {
      ...happened,
      kind: "contact-changed",
      changeType: "update_user",
      fields: {
        UserID: "wei",
        Name: "张伟",
        "ExtAttr/Item[1]/Name": "爱好",
        "ExtAttr/Item[1]/Type": "0",
        "ExtAttr/Item[1]/Text/Value": "旅游",
      },
    },
  ],
  [
    "subscribe with a field that nobody documents",
    event("subscribe", "<Ticket>t</Ticket>"),
    { ...happened, kind: "followed", fields: { Ticket: "t" } },
  ],
  [
    "an event of tomorrow",
    event("Tomorrow", `${key("k")}<Planet>Mars</Planet>`),
    {
      ...happened,
      kind: "unknown-event",
      event: "Tomorrow",
      eventKey: "k",
      fields: { Planet: "Mars" },
    },
  ],
  [
    "suite_ticket",
    "<xml><SuiteId>s1</SuiteId><InfoType>suite_ticket</InfoType><TimeStamp>1403610513</TimeStamp><SuiteTicket>t</SuiteTicket></xml>",
    {
      kind: "suite",
      suiteId: "s1",
      infoType: "suite_ticket",
      time: 1_403_610_513,
      fields: { SuiteTicket: "t" },
    },
  ],
];

const text = message("text", "<Content>x</Content>");
const without = (name: string, xml = text): string =>
  xml.replace(new RegExp(`<${name}>.*</${name}>`), "");
const having = (name: string, value: string): string =>
  text.replace(new RegExp(`<${name}>.*</${name}>`), `<${name}>${value}</${name}>`);

/** A field of a form that it cannot have: it stays readable, and nothing else is made of it. */
const unusual = (name: "CreateTime" | "AgentID", value: string) => ({
  kind: "said",
  fields: { [name]: value },
  ...(name === "CreateTime" ? { createTime: 0 } : { agent: undefined }),
});

describe("reading a callback", () => {
  for (const [what, xml, callback] of types) {
    it(`understands ${what}`, () => {
      expect(readCallback(xml, official)).to.deep.equal(callback);
    });
  }

  it("does not mind how Event is spelled", () => {
    for (const spelled of ["SUBSCRIBE", "Subscribe", "subscribe"]) {
      expect(readCallback(event(spelled), official).kind).to.equal("followed");
    }
  });

  it("reads what is left out of a message as empty", () => {
    expect(readCallback(message("image", ""), official)).to.deep.equal({
      ...sent,
      kind: "image",
      mediaId: "",
      pictureUrl: "",
    });
  });

  it("tells agent 0 from no agent", () => {
    expect(readCallback(having("AgentID", "0"), official)).to.include({ agent: 0 });
    expect(readCallback(having("AgentID", ""), official)).to.include({ agent: undefined });
    expect(readCallback(without("AgentID"), official)).to.include({ agent: undefined });
  });

  it("takes 64 bytes of follower and 20 digits of MsgId, kept as they are", () => {
    const follower = "企".repeat(21) + "x";
    expect(readCallback(having("FromUserName", follower), official)).to.include({ follower });
    const messageId = "00000000000000000001";
    expect(readCallback(having("MsgId", messageId), official)).to.include({ messageId });
  });

  it("keeps unknown fields in a record without a prototype", () => {
    const callback = readCallback(event("Tomorrow", "<Planet>Mars</Planet>"), official);
    const fields = "fields" in callback ? callback.fields : {};
    expect(Object.getPrototypeOf(fields)).to.equal(null);
    expect(fields["constructor"]).to.equal(undefined);
  });

  for (const [what, xml, callback] of [
    ["no FromUserName", without("FromUserName"), { kind: "said", follower: "" }],
    ["an empty FromUserName", having("FromUserName", ""), { follower: "" }],
    [
      "a FromUserName of 65 bytes",
      having("FromUserName", `${"企".repeat(21)}xx`),
      { follower: "", fields: { FromUserName: `${"企".repeat(21)}xx` } },
    ],
    ["no CreateTime", without("CreateTime"), { kind: "said", createTime: 0 }],
    ["a CreateTime that is no number", having("CreateTime", "now"), unusual("CreateTime", "now")],
    ["a CreateTime with a sign", having("CreateTime", "-1"), unusual("CreateTime", "-1")],
    ["a CreateTime with an exponent", having("CreateTime", "1e9"), unusual("CreateTime", "1e9")],
    [
      "a CreateTime beyond all numbers",
      having("CreateTime", "1".repeat(16)),
      unusual("CreateTime", "1".repeat(16)),
    ],
    ["no ToUserName", without("ToUserName"), { kind: "said", account }],
    ["no MsgType", without("MsgType"), { kind: "unknown-message", messageType: "" }],
    [
      "neither MsgType nor MsgId",
      without("MsgId", without("MsgType")),
      { kind: "unknown-event", event: "", fields: { Content: "x" } },
    ],
    ["no MsgId", without("MsgId"), { kind: "said", messageId: "", text: "x" }],
    [
      "a MsgId that is no number",
      having("MsgId", "1x"),
      { messageId: "", fields: { MsgId: "1x" } },
    ],
    ["a MsgId of 21 digits", having("MsgId", "1".repeat(21)), { kind: "said", messageId: "" }],
    ["an AgentID that is no number", having("AgentID", "x"), unusual("AgentID", "x")],
    [
      "an event without Event",
      without("Event", event("subscribe")),
      { kind: "unknown-event", event: "" },
    ],
    [
      "device_event, a type of its own without MsgId",
      without("MsgId", message("device_event", "<Event>subscribe</Event><DeviceID>1</DeviceID>")),
      {
        kind: "unknown-event",
        event: "subscribe",
        fields: { MsgType: "device_event", DeviceID: "1" },
      },
    ],
    [
      "a suite event without time",
      "<xml><SuiteId>s</SuiteId><InfoType>x</InfoType></xml>",
      { kind: "suite", time: 0 },
    ],
    ["an empty InfoType", text.replace("<MsgId>", "<InfoType/><MsgId>"), { kind: "said" }],
    [
      "a nesting that nobody documents",
      event("x", "<Info><Name>x</Name></Info>"),
      { kind: "unknown-event", fields: { "Info/Name": "x" } },
    ],
    ["text that is no XML", "hello", { kind: "unreadable", xml: "hello" }],
    ["20,000 fields", event("x", "<a/>".repeat(20_000)), { kind: "unreadable" }],
    ...["ToUserName", "FromUserName", "CreateTime", "MsgType", "MsgId", "AgentID", "Content"].map(
      (name) =>
        [
          `${name} twice`,
          text.replace("</xml>", `<${name}>1</${name}></xml>`),
          { kind: "unreadable", why: `${name} is there twice` },
        ] as const,
    ),
  ] as const) {
    it(`reads ${what}`, () => {
      expect(readCallback(xml, official)).to.deep.include(callback);
    });
  }

  it("refuses what no platform sends", () => {
    for (const xml of [`<!DOCTYPE xml>${text}`, text.replace("<MsgId>", "<?php exit ?><MsgId>")]) {
      expect(refusalOf(() => readCallback(xml, official))).to.equal("message-xml");
    }
  });

  it("refuses another enterprise account's, were it but by the case of a letter", () => {
    for (const other of [account.toUpperCase(), `${account} `]) {
      expect(refusalOf(() => readCallback(having("ToUserName", other), official))).to.equal(
        "wrong-account",
      );
    }
  });

  it("does not know an official account by its name", () => {
    expect(readCallback(having("ToUserName", "gh_1"), publicAccount)).to.include({
      account: "gh_1",
    });
  });
});
