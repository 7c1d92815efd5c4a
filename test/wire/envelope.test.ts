import { expect } from "chai";
import { encrypt } from "../../src/wire/cipher.ts";
import { makeEchoCheck, makePush, openEcho, openEnvelope, seal } from "../../src/wire/envelope.ts";
import { readCallback } from "../../src/wire/read-callback.ts";
import { RefusedError, refusals } from "../../src/wire/refusal.ts";
import { keyOf, readKey } from "../../src/wire/secrets.ts";
import { sign } from "../../src/wire/signature.ts";
import { official, officialEcho, officialPost, refusalOf, signedPush } from "./samples.ts";
import { openReply } from "../support/open-reply.ts";

const { search, body, nowMs, xml } = officialPost;
const random = "0123456789abcdef";
const stamp = { timestamp: 1_409_659_813, nonce: "1372623149", random } as const;
const otherKey = { ...official, key: readKey("A".repeat(43)) };
const signature = new URLSearchParams(search).get("msg_signature") ?? "";
const sealing = {
  timestamp: "1409659813",
  nonce: "1372623149",
  random: signature.slice(0, 16),
} as const;

describe("the official samples", () => {
  it("verify a URL: the GET is answered by its echo, to the letter", () => {
    const { search: asked, nowMs: at, text } = officialEcho;
    expect(openEcho(official, asked, at, 300)).to.equal(text);
    expect(openEcho(official, new URLSearchParams(asked), at, 300)).to.equal(text);
  });

  it("open the POST, byte for byte", () => {
    expect(openEnvelope(official, search, body, nowMs, 300)).to.deep.equal({ xml, sealing });
  });

  it("read it as what mycreate said", () => {
    expect(readCallback(xml, official)).to.deep.equal({
      kind: "said",
      follower: "mycreate",
      account: "wx5823bf96d3bd56c7",
      agent: 218,
      createTime: 1_409_659_813,
      messageId: "4561255354251345929",
      text: "hello",
      fields: {},
    });
  });
});

describe("an envelope", () => {
  it("may have its elements in any order, more of them, and an empty AgentID", () => {
    const { ciphertext } = officialPost;
    for (const other of [
      `<xml>\n<AgentID/><Encrypt>${ciphertext}</Encrypt><ToUserName>${official.receiveId}</ToUserName></xml>`,
      `<xml><Encrypt>${ciphertext}</Encrypt></xml>`,
      `<xml><Later>x</Later><ToUserName/><Encrypt>${ciphertext}</Encrypt></xml>`,
    ]) {
      expect(openEnvelope(official, search, other, nowMs, 300).xml).to.equal(xml);
    }
  });

  it("may hold a message as long as a body can", () => {
    const long = `<xml><Content>${"企".repeat(14_000)}</Content></xml>`;
    const { search: url, body: sent } = makePush(official, long, stamp);
    expect(openEnvelope(official, url, sent, nowMs, 300).xml).to.equal(long);
  });

  it("comes out of a push as it went in, with the official sample's order of elements", () => {
    const pushed = makePush(official, xml, { ...stamp, agent: 218 });
    expect(
      pushed.body.replace(/(<Encrypt><!\[CDATA\[)[^\]]+/, `$1${officialPost.ciphertext}`),
    ).to.equal(body);
    expect(openEnvelope(official, pushed.search, pushed.body, nowMs, 300).xml).to.equal(xml);
  });

  it("comes out of an echo check as it went in, whatever the echo is", () => {
    for (const echo of ["16140317555161061", " 企😀\n", "x".repeat(500), ""]) {
      expect(openEcho(official, makeEchoCheck(official, echo, stamp).search, nowMs, 300)).to.equal(
        echo,
      );
    }
  });

  it("is refused 301 s before or after its time, and any time is right when skew is 0", () => {
    const { search: asked, nowMs: at } = officialEcho;
    for (const late of [-301_000, 301_000]) {
      expect(refusalOf(() => openEnvelope(official, search, body, nowMs + late, 300))).to.equal(
        "timestamp-skew",
      );
      expect(refusalOf(() => openEcho(official, asked, at + late, 300))).to.equal("timestamp-skew");
    }
    expect(openEnvelope(official, search, body, 0, 0).xml).to.equal(xml);
    expect(openEnvelope(official, search, body, nowMs + 300_999, 300).xml).to.equal(xml);
  });
});

describe("a reply", () => {
  const reply = "<xml><Content><![CDATA[好]]></Content></xml>";

  it("is sealed with the request's timestamp and nonce, and opens as it was", () => {
    const sealed = seal(official, reply, sealing);
    expect(sealed).to.match(
      /^<xml><Encrypt><!\[CDATA\[[\w+/=]+\]\]><\/Encrypt><MsgSignature><!\[CDATA\[[0-9a-f]{40}\]\]><\/MsgSignature><TimeStamp>1409659813<\/TimeStamp><Nonce><!\[CDATA\[1372623149\]\]><\/Nonce><\/xml>$/,
    );
    expect(openReply(official, sealed)).to.equal(reply);
  });

  it("is the same bytes for the same request, and quite other bytes for another", () => {
    expect(seal(official, reply, sealing)).to.equal(seal(official, reply, sealing));
    const other = seal(official, reply, { ...sealing, random });
    expect(other.slice(0, 60)).not.to.equal(seal(official, reply, sealing).slice(0, 60));
  });

  it("stays empty when there is none", () => {
    expect(seal(official, "", sealing)).to.equal("");
  });

  /** A reply envelope as other bots write it. */
  const written = (
    timestamp: string,
    nonce: string,
    elements: (e: string, s: string) => string,
  ) => {
    const encrypted = encrypt(keyOf(official), official.receiveId, reply, random);
    return elements(encrypted, sign([official.token, timestamp, nonce, encrypted]));
  };

  it("opens as others write it: CDATA or none, milliseconds, attributes, white space", () => {
    for (const said of [
      written(
        "1409659813123",
        "7",
        (encrypted, signature) =>
          `<?xml version="1.0"?><xml version="1">\n <Encrypt> ${encrypted}\n</Encrypt>` +
          `<MsgSignature a="b">${signature}</MsgSignature><TimeStamp>1409659813123</TimeStamp><Nonce>7</Nonce></xml>`,
      ),
      written(
        "1",
        "n",
        (encrypted, signature) =>
          `\uFEFF<xml><Nonce>n</Nonce><TimeStamp><![CDATA[1]]></TimeStamp>` +
          `<MsgSignature><![CDATA[${signature}]]></MsgSignature><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`,
      ),
    ]) {
      expect(openReply(official, said)).to.equal(reply);
    }
  });

  for (const [what, said, reason] of [
    ["text", "hello", "envelope-xml"],
    ["an HTML page", "<html><body>502</body></html>", "envelope-xml"],
    ["broken XML", "<xml><Encrypt>", "envelope-xml"],
    ["an empty root", "<xml/>", "envelope-xml"],
    ["a plain reply", reply, "not-encrypted"],
    ["a root with a prototype", "<__proto__><Encrypt>x</Encrypt></__proto__>", "envelope-xml"],
    [
      "an unsigned one",
      seal(official, reply, sealing).replace(/<Msg.*Signature>/, ""),
      "signature",
    ],
    ["one of another time", seal(official, reply, sealing).replace("813", "814"), "signature"],
    ["one of another token", seal({ ...official, token: "x" }, reply, sealing), "signature"],
    ["one of another key", seal(otherKey, reply, sealing), "padding"],
    ["one of another account", seal({ ...official, receiveId: "x" }, reply, sealing), "receive-id"],
  ] as const) {
    it(`is refused as ${reason} when it is ${what}`, () => {
      expect(refusalOf(() => openReply(official, said))).to.equal(reason);
    });
  }
});

describe("a refusal", () => {
  const bare = { ...official, key: undefined };
  const wrongAccount = body.replace("wx5823bf96d3bd56c7", "wx5823bf96d3bd56C7");
  const foreign = makePush({ ...official, receiveId: "wx5823bf96d3bd56c8" }, xml, stamp);
  const garbled = makePush(otherKey, xml, stamp);

  /** Each step of the official order: wrong alone, and with all the later steps wrong too. */
  const steps: readonly (readonly [keyof typeof refusals, () => unknown])[] = [
    ["key", () => openEnvelope(bare, "", "x", 0, 300)],
    ["query", () => openEnvelope(official, "", "x", 0, 300)],
    ["query", () => openEnvelope(official, "timestamp=1409659813&nonce=1", "x", 0, 300)],
    ["envelope-xml", () => openEnvelope(official, search.replace("4", "5"), "x", 0, 300)],
    ["not-encrypted", () => openEnvelope(official, search.replace("4", "5"), "<xml/>", 0, 300)],
    ["not-encrypted", () => openEnvelope(official, search, "<xml><Encrypt/></xml>", 0, 300)],
    [
      "signature",
      () =>
        openEnvelope(official, search.replace("4", "5"), "<xml><Encrypt> </Encrypt></xml>", 0, 300),
    ],
    [
      "timestamp-skew",
      () =>
        openEnvelope(
          official,
          signedPush(official, " ").search,
          signedPush(official, " ").body,
          0,
          300,
        ),
    ],
    [
      "base64",
      () =>
        openEnvelope(
          official,
          signedPush(official, "*").search,
          signedPush(official, "*").body,
          nowMs,
          300,
        ),
    ],
    [
      "cipher-length",
      () =>
        openEnvelope(
          official,
          signedPush(official, "AAAA").search,
          signedPush(official, "AAAA").body,
          nowMs,
          300,
        ),
    ],
    ["padding", () => openEnvelope(official, garbled.search, garbled.body, nowMs, 300)],
    ["receive-id", () => openEnvelope(official, foreign.search, foreign.body, nowMs, 300)],
    ["wrong-account", () => openEnvelope(official, search, wrongAccount, nowMs, 300)],
    ["key", () => openEcho(bare, "", 0, 300)],
    ["query", () => openEcho(official, search, nowMs, 300)],
    ["signature", () => openEcho(official, `${search}&echostr=*`, 0, 300)],
    [
      "receive-id",
      () => openEcho({ ...official, receiveId: "x" }, officialEcho.search, officialEcho.nowMs, 300),
    ],
  ];

  for (const [reason, act] of steps) {
    it(`is ${reason} before anything that is looked at later`, () => {
      expect(refusalOf(act)).to.equal(reason);
    });
  }

  it("of what is for another is by the letter: the id's beginning, one longer, another case", () => {
    const { receiveId } = official;
    for (const other of ["", receiveId.slice(0, -1), `${receiveId}x`, receiveId.toUpperCase()]) {
      const push = makePush({ ...official, receiveId: other }, xml, stamp);
      const opened = () => openEnvelope(official, push.search, push.body, nowMs, 300);
      expect(refusalOf(opened), other).to.equal("receive-id");
    }
  });

  it("has the official libraries' code, and 401 for all that concerns signature and cipher", () => {
    const told = Object.entries(refusals).map(([reason, { code, status }]) => [
      reason,
      code,
      status,
    ]);
    expect(told).to.deep.equal([
      ["key", -40004, 401],
      ["query", -40001, 401],
      ["envelope-xml", -40002, 400],
      ["not-encrypted", -40002, 400],
      ["signature", -40001, 401],
      ["timestamp-skew", -40001, 401],
      ["base64", -40010, 401],
      ["cipher-length", -40007, 401],
      ["padding", -40008, 401],
      ["length-field", -40008, 401],
      ["not-readable", -40008, 401],
      ["receive-id", -40005, 401],
      ["wrong-account", -40005, 401],
      ["message-xml", -40002, 400],
    ]);
  });

  it("carries its advice, and no secret", () => {
    const error = new RefusedError("signature");
    expect(error).to.include({
      name: "RefusedError",
      reason: "signature",
      code: -40001,
      status: 401,
    });
    expect(error.advice).to.match(/Token/);
    expect(error.message).to.equal(`refused (signature, -40001): ${error.advice}`);
  });
});
