import { expect } from "chai";
import { demoTriple } from "../../src/config/wechat.ts";
import { BadInputError } from "../../src/domain/bad-input.ts";
import type { Cause } from "../../src/doctor/causes.ts";
import { examine, type Finding } from "../../src/doctor/check.ts";
import { requestChecks } from "../../src/doctor/request/checks.ts";
import { readCaptured } from "../../src/doctor/request/read-captured.ts";
import { readKey, type Secrets } from "../../src/wire/secrets.ts";
import { demoSecrets, eventXml, sealed } from "../support/pushes.ts";
import { brokenRequests, post, wholeRequests, withMessage } from "./broken-requests.ts";

type Told = { readonly secrets?: Secrets; readonly aesKey?: string };

const examineText = async (
  text: string,
  { secrets = demoSecrets, aesKey = demoTriple.encodingAESKey }: Told = {},
): Promise<{ cause: Cause | undefined; found: readonly Finding[] }> => {
  const key = /^[A-Za-z0-9]{43}$/.test(aesKey) ? readKey(aesKey) : undefined;
  const found: Finding[] = [];
  const { cause } = await examine(
    requestChecks,
    {
      captured: readCaptured("request.http", text),
      secrets: { ...secrets, key },
      aesKey,
      mistaken: { tokens: [] },
    },
    (_name, seen) => void found.push(seen),
  );
  return { cause, found };
};

describe("the doctor and a captured request", () => {
  for (const [cause, requests = []] of Object.entries(brokenRequests)) {
    it(`names ${cause}`, async () => {
      for (const { text, aesKey, seen = /./ } of requests) {
        const examined = await examineText(text, aesKey === undefined ? {} : { aesKey });
        expect(examined.cause, JSON.stringify(examined.found)).to.equal(cause);
        expect(examined.found.at(-1)?.seen).to.match(seen);
      }
    });
  }

  it("shows both signatures and the first character that differs", async () => {
    const [altered] = brokenRequests["request-altered"] ?? [];
    const { found } = await examineText(altered?.text ?? "");
    const details = found.at(-1)?.details?.join("\n") ?? "";
    expect(details).to.match(/^ours: {3}[0-9a-f]{40}\ntheirs: [0-9a-f]{40}\n/);
    expect(details).to.match(
      /the first input that differs: Encrypt, character \d+ is a space where \+ must be/,
    );
  });

  it("finds nothing wrong with a whole one, in whatever form it was captured", async () => {
    for (const [form, text] of Object.entries(wholeRequests())) {
      const { cause, found } = await examineText(text);
      expect(cause, `${form}: ${JSON.stringify(found)}`).to.equal(undefined);
    }
  });

  it("takes the platform's own sample, and says what its echo must be answered with", async () => {
    const sample =
      "GET /wx?msg_signature=5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3&timestamp=1409659589&nonce=263014780&echostr=" +
      "P9nAzCzyDtyTWESHep1vC5X9xho%2FqYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp%2B4RPcs8TgAE7OaBO%2BFZXvnaqQ%3D%3D HTTP/1.1\r\n\r\n";
    const aesKey = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C";
    const secrets: Secrets = {
      kind: "enterprise",
      token: "QDG6eK",
      receiveId: "wx5823bf96d3bd56c7",
      key: readKey(aesKey),
    };
    const { cause, found } = await examineText(sample, { secrets, aesKey });
    expect(cause).to.equal(undefined);
    expect(found.at(-1)?.seen).to.equal(
      "answer 200 with exactly these 19 bytes: 1616140317555161061",
    );
  });

  it("takes official accounts' requests, in safe and in plain mode", async () => {
    const official: Secrets = { ...demoSecrets, kind: "official" };
    const plain: Secrets = { ...official, key: undefined };
    const xml = eventXml("oZhangWei", "subscribe", official);
    const safe = sealed(xml, official);
    const open = sealed(xml, plain);
    const told = { secrets: official };
    expect((await examineText(post(safe.search, safe.body), told)).cause).to.equal(undefined);
    expect((await examineText(post(open.search, open.body), told)).cause).to.equal(undefined);
  });

  describe("never blames what the platform really sends", () => {
    const head = `<ToUserName><![CDATA[${demoSecrets.receiveId}]]></ToUserName>`;
    const common = `${head}<FromUserName><![CDATA[sys]]></FromUserName><CreateTime>1</CreateTime>`;
    const event = (name: string, rest: string): string =>
      `<xml>${common}<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[${name}]]></Event>${rest}</xml>`;
    const text = (content: string): string =>
      `<xml>${common}<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[${content}]]></Content><MsgId>1</MsgId></xml>`;
    const genuine: Readonly<Record<string, string>> = {
      "a character that XML forbids": text("你好\u001d"),
      "other characters that XML forbids": text("a\u0000b\u0002c\u000bd\u0010e\ufffef\uffff"),
      "an end of CDATA in a text": text("<a><![CDATA[x]]></a>"),
      "what nests and repeats": event(
        "sys_approval_change",
        "<ApprovalInfo><SpNo>1</SpNo><SpRecord><Details><Approver><UserId>a</UserId></Approver></Details><Details><Approver><UserId>b</UserId></Approver></Details></SpRecord><SpRecord><SpStatus>1</SpStatus></SpRecord></ApprovalInfo>",
      ),
      "selected items": event(
        "template_card_event",
        "<SelectedItems><SelectedItem><OptionIds><OptionId>1</OptionId><OptionId>2</OptionId></OptionIds></SelectedItem></SelectedItems>",
      ),
      "no sender": `<xml>${head}<CreateTime>1</CreateTime><MsgType>event</MsgType><Event>kf_msg_or_event</Event><Token>t</Token></xml>`,
      "no MsgId": text("x").replace("<MsgId>1</MsgId>", ""),
      "a type that nobody knows": text("x").replace("[text]", "[hologram]"),
      "more fields than are read": event("many", "<a>1</a>".repeat(2500)),
      "what is no XML at all": "hello",
    };
    for (const [what, xml] of Object.entries(genuine)) {
      it(`such as ${what}`, async () => {
        const { search, body } = sealed(xml);
        const { cause, found } = await examineText(post(search, body));
        expect(cause, JSON.stringify(found)).to.equal(undefined);
        expect(found.at(-1)?.seen).to.not.match(/✗/);
      });
    }

    it("half a surrogate pair, which is no UTF-8", async () => {
      const [before = "", after = ""] = text("a|b").split("|");
      const half = Buffer.from([0xed, 0xa0, 0xbd]);
      const made = withMessage(Buffer.concat([Buffer.from(before), half, Buffer.from(after)]));
      expect((await examineText(made)).cause).to.equal(undefined);
    });

    it("what compatible mode has beside Encrypt, whatever characters are in it", async () => {
      const official: Secrets = { ...demoSecrets, kind: "official" };
      const xml = text("你好\u001d\u0000");
      const { search, body } = sealed(xml, official);
      const beside = xml.slice("<xml>".length, -"</xml>".length).replace(head, "");
      const both = body.replace("</xml>", `${beside}</xml>`);
      const { cause, found } = await examineText(post(search, both), { secrets: official });
      expect(cause, JSON.stringify(found)).to.equal(undefined);
    });
  });

  it("says what it wanted when a file is no request", () => {
    for (const text of ["", "hello", "{}", "HTTP/1.1 200 OK\n\n", "PUT /wx HTTP/1.1\n\n"]) {
      expect(() => readCaptured("x.http", text)).to.throw(
        BadInputError,
        /x\.http is not readable in this form/,
      );
    }
  });
});
