import { expect } from "chai";
import type { CallbackAnswer } from "../../src/callback-client/call.ts";
import {
  copiesProblem,
  echoVerdictOf,
  verdictOf,
  type Asked,
} from "../../src/callback-client/verdict.ts";
import { seal } from "../../src/wire/envelope.ts";
import { readKey, type Secrets } from "../../src/wire/secrets.ts";
import { writeReply } from "../../src/wire/write-reply.ts";
import { demoSecrets } from "../support/pushes.ts";

const account = demoSecrets.receiveId;
const asked: Asked = { follower: "oZhangWei", account };
const sealing = { timestamp: "1433173800", nonce: "1372623149", random: "0123456789abcdef" };
const official: Secrets = { ...demoSecrets, kind: "official", receiveId: "wx5823bf96d3bd56c7" };

const good = writeReply(
  { type: "text", text: "你好" },
  { follower: "oZhangWei", account, createTime: 1_433_173_800 },
);

const called = (body: string | Buffer, changed: Partial<CallbackAnswer> = {}): CallbackAnswer => ({
  status: 200,
  ms: 12,
  headers: {},
  body: Buffer.from(body),
  ...changed,
});

const namesOf = (answer: CallbackAnswer, secrets = demoSecrets, to = asked): readonly string[] =>
  verdictOf(answer, secrets, to).problems.map(({ name }) => name);

const sealed = (xml: string, secrets = demoSecrets): string => seal(secrets, xml, sealing);
const withField = (name: string, value: string): string =>
  good.replace(new RegExp(`<${name}>.*?</${name}>`), `<${name}>${value}</${name}>`);
const news = (count: number, declared = count): string => {
  const articles = "<item><Title>t</Title><Url>u</Url></item>".repeat(count);
  const body = `<ArticleCount>${declared}</ArticleCount><Articles>${articles}</Articles>`;
  return withField("MsgType", "news").replace(/<Content>.*<\/Content>/, body);
};

describe("a verdict on an answer", () => {
  it("finds nothing wrong with what is right", () => {
    const right: readonly (readonly [string, Secrets, Asked])[] = [
      ["", demoSecrets, asked],
      [sealed(good), demoSecrets, asked],
      [sealed(news(8)), demoSecrets, asked],
      [sealed(withField("Content", "a".repeat(2048))), demoSecrets, asked],
      [sealed(withField("ToUserName", "OZHANGWEI")), demoSecrets, asked],
      [sealed(good, official), official, asked],
      [good, official, { ...asked, mode: "plain" }],
      [good, { ...official, key: undefined }, asked],
      ["success", official, asked],
      [withField("MsgType", "transfer_customer_service"), { ...official, key: undefined }, asked],
    ];
    for (const [body, secrets, to] of right) {
      expect(namesOf(called(body), secrets, to), body).to.deep.equal([]);
    }
    const { read } = verdictOf(called(sealed(good)), demoSecrets, asked);
    expect({ reply: read?.reply, xml: read?.xml }).to.deep.equal({
      reply: { type: "text", text: "你好" },
      xml: good,
    });
  });

  it("names each thing that can be wrong, and nothing else", () => {
    const otherKey = { ...demoSecrets, key: readKey("a".repeat(43)) };
    const wrong: readonly (readonly [CallbackAnswer, string])[] = [
      [called("", { status: 0, problem: "cannot be reached: ECONNREFUSED" }), "unreachable"],
      [called("", { status: 0, problem: "no answer within 5 s", failure: "late" }), "late"],
      [called("", { problem: "too long", failure: "endless" }), "endless"],
      [called(sealed(good), { ms: 5001 }), "late"],
      [called(sealed(good), { ms: 1001 }), "slow"],
      [called("no", { status: 500 }), "status"],
      [called("", { status: 302, headers: { location: "/in" } }), "status"],
      [called(`\uFEFF${sealed(good)}`), "byte-order-mark"],
      [called(`\n${sealed(good)}\n`), "white-space"],
      [called(JSON.stringify(sealed(good))), "quotes"],
      [called('""'), "quotes"],
      [called("success"), "says-success"],
      [called('{"errcode":0}'), "json"],
      [called("<!DOCTYPE html>\n<html></html>"), "html"],
      [called("<html><body>"), "html"],
      [called("hello"), "not-xml"],
      [called("<xml><Encrypt>"), "not-xml"],
      [called(sealed("hello")), "not-xml"],
      [called(good), "plain"],
      [called(sealed(good, { ...demoSecrets, token: "another" })), "signature"],
      [called(sealed(good).replace(/<Nonce>.*<\/Nonce>/, "")), "incomplete"],
      [called(sealed(good).replace(/<TimeStamp>.*<\/TimeStamp>/, "")), "incomplete"],
      [called(sealed(good).replace(/<MsgSignature>.*<\/MsgSignature>/, "")), "incomplete"],
      [called(`<xml>${sealed(good)}</xml>`), "xml-twice"],
      [called(sealed(`<xml>\n${good}\n</xml>`)), "xml-twice"],
      [called(sealed(good, otherKey)), "padding"],
      [called(sealed(good, { ...demoSecrets, receiveId: "another" })), "receive-id"],
      [
        called(
          sealed(
            withField("ToUserName", account).replace(
              /<FromUserName>.*?<\/FromUserName>/,
              "<FromUserName>oZhangWei</FromUserName>",
            ),
          ),
        ),
        "addresses-swapped",
      ],
      [called(sealed(withField("ToUserName", "oLiNa"))), "addressee"],
      [called(sealed(withField("FromUserName", ""))), "sender"],
      [called(sealed(withField("CreateTime", "1433173800123"))), "milliseconds"],
      [called(sealed(withField("CreateTime", "now"))), "create-time"],
      [called(sealed(withField("MsgType", "music"))), "unknown-type"],
      [called(sealed(withField("MsgType", "Text"))), "unknown-type"],
      [called(sealed(withField("Content", ""))), "empty-text"],
      [called(sealed(withField("Content", `${"汉".repeat(682)}abc`))), "text-too-long"],
      [called(sealed(withField("MsgType", "image"))), "no-media"],
      [called(sealed(news(0))), "no-articles"],
      [called(sealed(news(9))), "many-articles"],
      [called(sealed(news(11))), "too-many-articles"],
      [called(sealed(news(3, 2))), "article-count"],
    ];
    for (const [answer, name] of wrong) {
      expect(namesOf(answer), answer.body.toString()).to.deep.equal([name]);
    }
    const plain: Secrets = { ...official, key: undefined };
    expect(namesOf(called(sealed(good)), plain)).to.deep.equal(["encrypted"]);
    expect(namesOf(called(Buffer.from([0xff, 0xfe])))).to.deep.equal(["not-utf-8", "not-xml"]);
  });

  it("says several things at once", () => {
    const xml = withField("CreateTime", "1433173800123").replace("oZhangWei", "oLiNa");
    const answer = called(`\uFEFF${JSON.stringify(` ${sealed(xml)}`)}`, { ms: 1500 });
    const expected = ["slow", "byte-order-mark", "quotes", "white-space"];
    expect(namesOf(answer)).to.deep.equal([...expected, "addressee", "milliseconds"]);
  });

  it("wants an echo to the letter", () => {
    const echo = { plain: "4942178690571338239", sent: "Q2lwaGVy" };
    const cases: Readonly<Record<string, readonly string[]>> = {
      [echo.plain]: [],
      [`"${echo.plain}"`]: ["quotes"],
      [`${echo.plain}\n`]: ["white-space"],
      [`\uFEFF${echo.plain}`]: ["byte-order-mark"],
      [echo.sent]: ["echo-encrypted"],
      [`{"echostr":"${echo.plain}"}`]: ["json"],
      "<html>": ["html"],
      "4942178690571338000": ["echo-differs"],
      "": ["echo-differs"],
    };
    for (const [body, names] of Object.entries(cases)) {
      const { problems } = echoVerdictOf(called(body), echo);
      expect(
        problems.map(({ name, weight }) => `${name} ${weight}`),
        body,
      ).to.deep.equal(names.map((name) => `${name} error`));
    }
    expect(echoVerdictOf(called("", { status: 401 }), echo).problems[0]?.name).to.equal("status");
  });

  it("wants copies answered alike, whatever their CreateTime", () => {
    const on = (xml: string) => verdictOf(called(sealed(xml)), demoSecrets, asked);
    const later = withField("CreateTime", "1433173999");
    const nothing = verdictOf(called(""), demoSecrets, asked);
    expect(copiesProblem([on(good), on(later), on(good)])).to.equal(undefined);
    expect(copiesProblem([nothing, nothing])).to.equal(undefined);
    expect(copiesProblem([on(good), on(later), nothing])?.text).to.match(/^copy 3 /);
    expect(copiesProblem([on(good), on(withField("Content", "hi"))])?.name).to.equal(
      "copies-differ",
    );
    const music = withField("MsgType", "music");
    expect(copiesProblem([on(music), on(music.replace("1433173800", "1"))])).to.equal(undefined);
  });
});
