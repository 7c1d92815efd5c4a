import { expect } from "chai";
import { makeEchoCheck, makePush, openEcho, openEnvelope, seal } from "../../src/wire/envelope.ts";
import { readCallback } from "../../src/wire/read-callback.ts";
import { refusalOf, publicAccount as account } from "./samples.ts";
import { openReply } from "../support/open-reply.ts";

const nowMs = 1_409_659_813_000;
const stamp = {
  timestamp: 1_409_659_813,
  nonce: "1372623149",
  random: "0123456789abcdef",
} as const;
const xml =
  "<xml><ToUserName>gh_123</ToUserName><FromUserName>oZhangWei</FromUserName>" +
  "<CreateTime>1409659813</CreateTime><MsgType>text</MsgType><Content>你好</Content><MsgId>1</MsgId></xml>";
const withoutKey = { ...account, key: undefined };
const safe = makePush(account, xml, stamp);
const plain = makePush(account, xml, { ...stamp, mode: "plain" });
const open = (search: string, body: string) => openEnvelope(account, search, body, nowMs, 300);

/** The query with one value replaced, or dropped. */
function withQuery(search: string, name: string, value: string | undefined): string {
  const query = new URLSearchParams(search);
  if (value === undefined) query.delete(name);
  else query.set(name, value);
  return query.toString();
}

describe("an official account", () => {
  it("proves its URL by echoing what is not encrypted, when the signature is right", () => {
    const { search } = makeEchoCheck(account, "5927782489442352469", stamp);
    expect(openEcho(account, search, nowMs, 300)).to.equal("5927782489442352469");
    expect(openEcho(withoutKey, search, nowMs, 300)).to.equal("5927782489442352469");
    expect(refusalOf(() => openEcho(account, search, nowMs + 301_000, 300))).to.equal(
      "timestamp-skew",
    );
    for (const [name, value, reason] of [
      ["signature", "0".repeat(40), "signature"],
      ["signature", undefined, "query"],
      ["nonce", "1372623140", "signature"],
      ["timestamp", "1409659814", "signature"],
      ["echostr", undefined, "query"],
      ["echostr", "", "query"],
    ] as const) {
      expect(
        refusalOf(() => openEcho(account, withQuery(search, name, value), nowMs, 300)),
      ).to.equal(reason);
    }
  });

  it("takes plain messages, with or without encrypt_type=raw, and answers them plainly", () => {
    for (const search of [plain.search, `${plain.search}&encrypt_type=raw&openid=oZhangWei`]) {
      const opened = open(search, plain.body);
      expect(opened.xml).to.equal(xml);
      expect(seal(account, "<xml/>", opened.sealing)).to.equal("<xml/>");
    }
    expect(plain).to.deep.equal(makePush(withoutKey, xml, stamp));
  });

  it("takes encrypted messages, and answers them encrypted", () => {
    const opened = open(safe.search, safe.body);
    expect(opened.xml).to.equal(xml);
    const sealed = seal(account, "<xml><A>1</A></xml>", opened.sealing);
    expect(openReply(account, sealed)).to.equal("<xml><A>1</A></xml>");
    expect(refusalOf(() => openReply(account, "<xml><A>1</A></xml>"))).to.equal("not-encrypted");
  });

  it("reads the ciphertext, not the copy beside it, in compatible mode", () => {
    const copy = xml.slice("<xml>".length).replace("你好", "forged");
    expect(
      open(
        safe.search,
        safe.body.replace(/<ToUserName>.*<\/ToUserName>/, "").replace("</xml>", copy),
      ).xml,
    ).to.equal(xml);
  });

  it("is addressed by its original id, and has openids and no agent", () => {
    expect(readCallback(xml, account)).to.deep.equal({
      kind: "said",
      follower: "oZhangWei",
      account: "gh_123",
      agent: undefined,
      createTime: 1_409_659_813,
      messageId: "1",
      text: "你好",
      fields: {},
    });
  });

  for (const [what, search, body, reason] of [
    [
      "both signatures: the message's",
      withQuery(safe.search, "msg_signature", "0".repeat(40)),
      safe.body,
      "signature",
    ],
    [
      "both signatures: the URL's",
      withQuery(safe.search, "signature", "0".repeat(40)),
      safe.body,
      "signature",
    ],
    [
      "a msg_signature at all",
      withQuery(safe.search, "msg_signature", undefined),
      safe.body,
      "query",
    ],
    ["a signature at all", withQuery(safe.search, "signature", undefined), safe.body, "query"],
    [
      "encrypt_type, when there is a msg_signature",
      withQuery(safe.search, "encrypt_type", undefined),
      safe.body,
      "query",
    ],
    [
      "an encrypt_type that is known",
      withQuery(plain.search, "encrypt_type", "rsa"),
      plain.body,
      "query",
    ],
    ["a ciphertext", safe.search, plain.body, "not-encrypted"],
    [
      "a signature of the plain one",
      withQuery(plain.search, "signature", "0".repeat(40)),
      plain.body,
      "signature",
    ],
    [
      "the plain one in time",
      withQuery(plain.search, "timestamp", "1409659413"),
      plain.body,
      "signature",
    ],
  ] as const) {
    it(`insists on ${what}`, () => {
      expect(refusalOf(() => open(search, body))).to.equal(reason);
    });
  }

  it("needs a key for what is encrypted", () => {
    expect(refusalOf(() => openEnvelope(withoutKey, safe.search, safe.body, nowMs, 300))).to.equal(
      "key",
    );
  });

  it("does not take what is late", () => {
    for (const { search, body } of [safe, plain]) {
      expect(refusalOf(() => openEnvelope(account, search, body, nowMs + 301_000, 300))).to.equal(
        "timestamp-skew",
      );
    }
  });

  it("does not take another account's", () => {
    const { search, body } = makePush({ ...account, receiveId: "wxOther" }, xml, stamp);
    expect(refusalOf(() => open(search, body))).to.equal("receive-id");
  });
});
