import { expect } from "chai";
import { serveCallbacks, type CallbackServer } from "../support/callback-server.ts";
import {
  createOnStore,
  fill,
  memberNumber,
  phoneNumber,
  type AssistantOnStore,
} from "../support/assistant-on-store.ts";
import { describeOnLmdb } from "../support/engines.ts";
import { deliver, demoSecrets, eventXml, sealed } from "../support/pushes.ts";
import { makePush, type Push } from "../../src/wire/envelope.ts";
import { sign } from "../../src/wire/signature.ts";
import { encryptBytes, padded } from "../wire/samples.ts";

const { receiveId, token } = demoSecrets;
const to = `<ToUserName><![CDATA[${receiveId}]]></ToUserName>`;
const at = "<CreateTime>1433173800</CreateTime>";
const from = (follower: string): string => `<FromUserName><![CDATA[${follower}]]></FromUserName>`;
const type = (name: string): string => `<MsgType><![CDATA[${name}]]></MsgType>`;
const event = (name: string, fields: string, follower = from("oWei")): string =>
  `<xml>${to}${follower}${at}${type("event")}<Event><![CDATA[${name}]]></Event>${fields}</xml>`;
const said = (fields: string, follower = from("oWei")): string =>
  `<xml>${to}${follower}${at}${type("text")}${fields}</xml>`;
const text = (content: string): string => `<Content><![CDATA[${content}]]></Content>`;
const many = (count: number): string => "<F/>".repeat(count);
const nested = (count: number): string => "<x>".repeat(count) + "</x>".repeat(count);

const asked = /^请回复您/;
const codeSent = /^验证码已发送至 138\*\*\*\*0001/;
const phone = phoneNumber(1);
const id = "<MsgId>6000000000000000001</MsgId>";

/** What is understood, and how it is answered: the phone of a member is asked for, and sent a code. */
const understood: readonly (readonly [string, string, RegExp])[] = [
  ["a pasted control character", said(text("你好\u001d") + id), asked],
  ["a phone with a vertical tab", said(text(`${phone}\u000b`) + id), codeSent],
  [
    "a phone among all that is forbidden",
    said(text(`\0${phone}\u0002\u0010\uFFFE\uFFFF`) + id),
    codeSent,
  ],
  ["references to what is forbidden", said(`<Content>&#0;${phone}&#x1d;</Content>${id}`), codeSent],
  ["an unescaped end", said(text("<a><![CDATA[x]]></a>") + id), asked],
  ["an unescaped end and a phone behind it", said(`<Url>]]></Url>${text(phone)}${id}`), codeSent],
  ["a message of 60,000 bytes", said(text("企".repeat(14_000)) + id), asked],
  ["a message without MsgId", said(text(phone)), codeSent],
  ["a MsgId that is no number", said(`${text(phone)}<MsgId>x</MsgId>`), codeSent],
  ["a message without CreateTime", said(text(phone) + id).replace(at, ""), codeSent],
  ["a message without MsgType", said(text(phone) + id).replace(type("text"), ""), asked],
  ["a message that does not say to whom", said(text(phone) + id).replace(to, ""), codeSent],
  ["an AgentID that is no number", said(`${text(phone)}${id}<AgentID>x</AgentID>`), codeSent],
  ["an attribute", said(`<Content a="1">${phone}</Content>${id}`), codeSent],
  ["an element in a text", said(`<Content>${phone}<b>x</b></Content>${id}`), codeSent],
  ["text between the fields", said(`${text(phone)}x${id}`), codeSent],
  ["names of other alphabets", said(`${text(phone)}${id}<企 企="1"/><a:b/><__proto__/>`), codeSent],
  ["fields that repeat", said(`${text(phone)}${id}<List><A/></List><List><A/></List>`), codeSent],
  ["2,000 elements", said(`${text(phone)}${id}${many(1993)}`), codeSent],
  ["16 levels", said(`${text(phone)}${id}${nested(16)}`), codeSent],
];

const passedOver: readonly (readonly [string, string])[] = [
  [
    "an event with SpRecord, Details and Approver",
    event(
      "sys_approval_change",
      "<ApprovalInfo><SpRecord><Details><Approver><UserId>a</UserId></Approver></Details><Details/></SpRecord><SpRecord/></ApprovalInfo>",
    ),
  ],
  [
    "SelectedItems",
    event(
      "template_card_event",
      "<SelectedItems><SelectedItem><OptionIds><OptionId>1</OptionId><OptionId>2</OptionId></OptionIds></SelectedItem><SelectedItem/></SelectedItems>",
    ),
  ],
  [
    "MemChangeList",
    event("change_external_chat", "<MemChangeList><Item>a</Item><Item>b</Item></MemChangeList>"),
  ],
  [
    "SubscribeMsgPopupEvent",
    event(
      "subscribe_msg_popup_event",
      "<SubscribeMsgPopupEvent><List><TemplateId>1</TemplateId></List><List/></SubscribeMsgPopupEvent>",
    ),
  ],
  [
    "CopyrightCheckResult",
    event(
      "MASSSENDJOBFINISH",
      "<CopyrightCheckResult><ResultList><item><A>1</A></item><item/></ResultList></CopyrightCheckResult>",
    ),
  ],
  [
    "ExtAttr with a mini program",
    event(
      "change_contact",
      "<ExtAttr><Item><Miniprogram><Title>x</Title></Miniprogram></Item></ExtAttr>",
      from("sys"),
    ),
  ],
  ["kf_msg_or_event, which names no sender", event("kf_msg_or_event", "<Token>t</Token>", "")],
  [
    "device_event, which has no MsgId",
    said("<Event>subscribe</Event><DeviceID>1</DeviceID>").replace(
      type("text"),
      type("device_event"),
    ),
  ],
  ["an event without Event", event("", "").replace("<Event><![CDATA[]]></Event>", "")],
  ["a message without sender", said(text(phone) + id, "")],
  ["a sender of 65 bytes", said(text(phone) + id, from("o".repeat(65)))],
  ["a message from sys", said(text(phone) + id, from("sys"))],
  ["a follow from sys", event("subscribe", "", from("sys"))],
  ["a follow of nobody", event("subscribe", "", "")],
  ["2,001 elements", said(`${text(phone)}${id}${many(1994)}`)],
  ["17 levels", said(`${text(phone)}${id}${nested(17)}`)],
  ["two senders", said(`${text(phone)}${id}${from("oSomebodyElse")}`)],
  ["two texts", said(`${text("x]]></Content><Content><![CDATA[13800000001")}${id}`)],
  ["what is no XML", "hello"],
  ["nothing", ""],
  ["XML that ends too early", said(text(phone) + id).slice(0, -10)],
  ["another root", "<html><body/></html>"],
  ["two roots", said(text(phone) + id) + said(text(phone) + id)],
];

describeOnLmdb("what is genuine", (open) => {
  let server: CallbackServer;
  let instance: AssistantOnStore;
  beforeEach(async () => {
    const [store] = await open();
    await fill(store, { members: [memberNumber(1)] });
    instance = createOnStore(store);
    server = await serveCallbacks(instance);
  });
  afterEach(() => server.stop());

  for (const [what, xml, answer] of understood) {
    it(`is understood: ${what}`, async () => {
      await deliver(server.url, sealed(eventXml("oWei", "subscribe")));
      const { status, text: said } = await deliver(server.url, sealed(xml));
      expect(status).to.equal(200);
      expect(said).to.match(answer);
    });
  }

  it("is understood: half a surrogate pair, which is no UTF-8", async () => {
    await deliver(server.url, sealed(eventXml("oWei", "subscribe")));
    const [before = "", after = ""] = said(text(`${phone}|`) + id).split("|");
    const half = Buffer.from([0xed, 0xa0, 0xbd]);
    const bytes = Buffer.concat([Buffer.from(before), half, Buffer.from(after)]);
    const { status, text: answer } = await deliver(server.url, sealedBytes(bytes));
    expect(status).to.equal(200);
    expect(answer).to.match(codeSent);
  });

  it("is answered once, however often it is delivered: a text without MsgId, too", async () => {
    await deliver(server.url, sealed(eventXml("oWei", "subscribe")));
    const [first, again] = [
      await deliver(server.url, sealed(said(text(phone)))),
      await deliver(server.url, sealed(said(text(phone)))),
    ];
    expect(first.xml).to.equal(again.xml);
    const { text: other } = await deliver(server.url, sealed(said(text("重发"))));
    expect(other).not.to.equal(first.text);
  });

  it("is passed over with 200 and an empty body when it is not for the assistant", async () => {
    for (const [what, xml] of passedOver) {
      const { status, body } = await deliver(server.url, sealed(xml));
      expect({ status, body }, what).to.deep.equal({ status: 200, body: "" });
    }
    const notUtf8 = await deliver(server.url, sealedBytes(Buffer.from([0xff, 0xfe])));
    expect(notUtf8).to.include({ status: 200, body: "" });
    // Nothing of all that began a conversation.
    const begun = await instance.store.scan("conversations", { limit: 10 });
    expect(begun.map(({ key }) => key)).to.deep.equal([]);
  });

  it("cannot have a DOCTYPE, or a processing instruction, and is refused with either", async () => {
    const xml = said(text(phone) + id);
    for (const odd of [`<!DOCTYPE xml>${xml}`, xml.replace("<MsgId>", "<?php exit ?><MsgId>")]) {
      expect((await deliver(server.url, sealed(odd))).status).to.equal(400);
    }
    for (const well of [`<?xml version="1.0"?>${xml}`, `\uFEFF${xml}\n`]) {
      expect((await deliver(server.url, sealed(well))).status).to.equal(200);
    }
  });
});

describeOnLmdb("what is genuine, in compatible mode", (open) => {
  const official = { ...demoSecrets, kind: "official" } as const;
  let server: CallbackServer;
  before(async () => {
    const [store] = await open();
    server = await serveCallbacks(createOnStore(store), { secrets: official });
  });
  after(() => server.stop());

  // What is no XML has nothing that could stand beside it, and all of it counts.
  const beside = [...understood, ...passedOver].filter(
    ([what, xml]) => xml.endsWith("</xml>") && !/2,00|60,000|17 levels|two roots/.test(what),
  );
  for (const [what, xml] of beside) {
    it(`is answered 200 with the same beside Encrypt: ${what}`, async () => {
      const push = makePush(official, xml, stamp());
      const encrypted = /<Encrypt>.*<\/Encrypt>/.exec(push.body)?.[0] ?? "";
      const body = xml.replace(/<\/xml>$/, `${encrypted}</xml>`);
      const { status } = await deliver(server.url, { ...push, body }, official);
      expect(status).to.equal(200);
    });
  }
});

function stamp() {
  return {
    timestamp: Math.floor(Date.now() / 1000),
    nonce: "1372623149",
    random: "0123456789abcdef",
  };
}

/** Seals what no text can hold. */
function sealedBytes(message: Buffer): Push {
  const { timestamp, nonce, random } = stamp();
  const length = Buffer.alloc(4);
  length.writeUInt32BE(message.length);
  const plain = Buffer.concat([Buffer.from(random), length, message, Buffer.from(receiveId)]);
  const ciphertext = encryptBytes(demoSecrets, padded(plain));
  const msg_signature = sign([token, String(timestamp), nonce, ciphertext]);
  const search = new URLSearchParams({ msg_signature, timestamp: String(timestamp), nonce });
  return { search: search.toString(), body: `<xml><Encrypt>${ciphertext}</Encrypt></xml>` };
}
