import type { Cause } from "../../src/doctor/causes.ts";
import { bySmallLetters, byNumbers } from "../../src/doctor/signing.ts";
import { healthy, replyXml, sha1, type Answer, type Heard, type Parts } from "./bot.ts";

/** A bot that is broken in one way, and how the doctor is asked about it. */
export type Broken = {
  readonly parts?: Partial<Parts>;
  /** What somebody tells the doctor; otherwise the truth about the healthy bot. */
  readonly told?: { readonly aesKey?: string; readonly token?: string; readonly kind?: "official" };
  /** Another URL than the bot's own. */
  readonly url?: (bot: { readonly url: string; readonly port: number }) => string;
  /** How long the doctor waits for answers, ms, where there will be none. */
  readonly withinMs?: number;
  /** From where on the check of the URL is too slow, ms. */
  readonly slowFromMs?: number;
};

const page = "<!DOCTYPE html>\n<html><body>welcome</body></html>";
const answering = (status: number, body: string, headers?: Answer["headers"]): Broken => ({
  parts: { answerEcho: () => ({ status, body, ...(headers && { headers }) }) },
});
const echoing = (write: (plain: string, sent: string) => string | Buffer): Broken => ({
  parts: { answerEcho: (plain, sent) => ({ status: 200, body: write(plain, sent) }) },
});
const posting = (status: number, when = (_heard: Heard): boolean => true): Broken => ({
  parts: { answerCallback: (heard) => (when(heard) ? { status, body: "no" } : "reply") },
});
const writing = (write: (heard: Heard) => string | Buffer): Broken => ({ parts: { write } });
const wrapping = (wrap: (sealed: string) => string | Buffer): Broken => ({ parts: { wrap } });
const withType = (type: string, body: string) => (heard: Heard) =>
  replyXml(heard, "")
    .replace("[text]", `[${type}]`)
    .replace(/<Content>.*<\/Content>/, body);
const field =
  (name: string, value: string) =>
  (heard: Heard): string =>
    replyXml(heard, "好").replace(
      new RegExp(`<${name}>.*?</${name}>`),
      `<${name}>${value}</${name}>`,
    );
const items = (count: number): string =>
  `<ArticleCount>${count}</ArticleCount><Articles>${"<item><Title>t</Title></item>".repeat(count)}</Articles>`;
const uniformly = (body: string): Partial<Parts> => ({ refuse: () => ({ status: 401, body }) });
const always = (body: string): Broken => {
  const answer = { status: 200, body };
  return { parts: { isSigned: () => true, answerEcho: () => answer, refuse: () => answer } };
};
const gbk = Buffer.from([0xc4, 0xe3, 0xba, 0xc3]);
const otherKey = "c".repeat(43);
const hang = "hang" as const;

/** For each cause that a callback URL can show, the bots that have it. */
export const brokenBots: Readonly<Partial<Record<Cause, readonly Broken[]>>> = {
  "key-shape": [
    { told: { aesKey: healthy.aesKey.slice(1) } },
    { told: { aesKey: `${healthy.aesKey}=` } },
    { told: { aesKey: "" } },
  ],
  dns: [{ url: () => "http://callback.invalid/wx" }],
  refused: [{ url: () => "http://127.0.0.1:2/wx" }],
  "connection-lost": [{ parts: { answerEcho: () => "nothing" } }],
  tls: [{ url: ({ url }) => url.replace("http:", "https:") }],
  late: [{ parts: { answerEcho: () => hang }, withinMs: 300 }],
  slow: [{ slowFromMs: -1 }],
  endless: [answering(200, "a".repeat(2 * 1024 * 1024))],
  redirect: [answering(302, "", { Location: "/login" }), answering(301, "", { Location: "/wx/" })],
  "not-found": [answering(404, page), answering(404, "")],
  method: [answering(405, "")],
  gateway: [answering(502, page)],
  "server-error": [
    { parts: { token: "another", refuse: () => ({ status: 500, body: "at java.lang.Thread" }) } },
  ],
  "web-page": [
    answering(200, page),
    answering(401, "", { "WWW-Authenticate": "Basic" }),
    answering(403, "<html>Just a moment, a captcha</html>"),
  ],
  "echo-quotes": [echoing((plain) => JSON.stringify(plain))],
  "echo-json": [echoing((data) => JSON.stringify({ status: "ok", data }))],
  "echo-white-space": [echoing((plain) => `${plain}\n`), echoing((plain) => `\r\n${plain}`)],
  "echo-byte-order-mark": [echoing((plain) => `\uFEFF${plain}`)],
  "echo-encrypted": [echoing((_plain, sent) => sent)],
  "echo-number": [
    echoing((plain) => String(Number(plain))),
    {
      parts: {
        answerEcho: (plain) => (plain.length > 30 ? failed() : { status: 200, body: plain }),
      },
    },
  ],
  "echo-around": [echoing((plain) => `${plain}${healthy.id}`)],
  "echo-other": [
    answering(200, ""),
    answering(200, '{"errcode":0}'),
    { parts: { token: "another", refuse: () => ({ status: 200, body: "webhook ok" }) } },
  ],
  "decoded-twice": [
    {
      parts: { parameter: (raw) => healthy.parameter(healthy.parameter(raw)), ...uniformly("no") },
    },
  ],
  "not-decoded": [{ parts: { parameter: (raw) => raw } }],
  "signature-order": [
    { parts: { sign: (parts) => sha1(parts.join("")) } },
    { parts: { sign: (parts) => sha1([...parts].sort(byNumbers).join("")) } },
    { parts: { sign: (parts) => sha1([...parts].sort(bySmallLetters).join("")) } },
  ],
  "signature-case": [{ parts: { sign: (parts) => healthy.sign(parts).toUpperCase() } }],
  "signature-parts": [{ parts: { sign: (parts) => healthy.sign(parts.slice(0, 3)) } }],
  "other-kind": [{ parts: { kind: "official" } }, { told: { kind: "official" } }],
  "token-differs": [
    { parts: { token: `${healthy.token} ` } },
    { told: { token: ` ${healthy.token}` } },
    { told: { token: "another" } },
  ],
  "receive-id-differs": [
    { parts: { id: healthy.id.toUpperCase(), ...uniformly("no") } },
    { parts: { id: "ww0000000000000001" } },
    { parts: { id: "ww0000000000000001", refuse: () => ({ status: 200, body: "-40005" }) } },
  ],
  "key-differs": [
    { parts: { aesKey: otherKey } },
    { parts: { aesKey: otherKey, refuse: () => ({ status: 400, body: "ERR: -40007" }) } },
  ],
  signature: [{ parts: { token: "another", ...uniformly("Invalid signature") } }],
  "not-accepted": [
    { parts: { token: "another", ...uniformly("refused") } },
    { parts: { token: "another", refuse: () => ({ status: 200, body: '{"errcode":-1}' }) } },
  ],
  "not-verifying": [
    ...["", " \n", '{"errcode":0}', '{"errcode":0,"errmsg":"ok"}', '{ "code": "0" }'].map(always),
    { parts: { token: "another", refuse: () => ({ status: 200, body: "" }) } },
  ],
  padding: [{ parts: { unpad: unpaddedBy16 } }],
  "length-field": [{ parts: { lengthOf: (plain) => plain[19] ?? 0 } }],
  "post-hangs": [{ parts: { answerCallback: () => hang }, withinMs: 300 }],
  "post-method": [posting(405), posting(404)],
  "post-forbidden": [posting(403)],
  "post-media-type": [posting(415), posting(400, ({ contentType }) => contentType === "text/xml")],
  "post-too-large": [posting(413)],
  "post-refused": [posting(400), posting(401)],
  "post-error": [posting(500)],
  "post-chinese": [posting(500, ({ content }) => content.includes("你"))],
  "post-mark-up": [posting(500, ({ content }) => content.includes("]]>"))],
  "post-long": [posting(500, ({ content }) => content.length > 500)],
  "post-event": [posting(500, ({ messageId }) => messageId === "")],
  "text-altered": [
    writing((heard) => replyXml(heard, heard.content.replace(/\p{Emoji_Presentation}/gu, "??"))),
    writing((heard) => replyXml(heard, heard.content.replaceAll("<", "&lt;"))),
  ],
  "forged-taken": [
    { parts: { isSigned: () => true } },
    { parts: { isSigned: () => true, write: () => "" } },
  ],
  "copies-differ": [writing((heard) => replyXml(heard, `第 ${heard.copies} 次`))],
  "reply-unreachable": [{ parts: { answerCallback: () => "nothing" } }],
  "reply-late": [
    {
      parts: { answerCallback: ({ content }) => (content.includes("你") ? hang : "reply") },
      withinMs: 300,
    },
  ],
  "reply-endless": [wrapping(() => "a".repeat(2 * 1024 * 1024))],
  "reply-status": [posting(500, ({ copies, messageId }) => copies > 0 && messageId !== "")],
  "reply-not-utf-8": [wrapping(() => gbk)],
  "reply-byte-order-mark": [wrapping((sealed) => `\uFEFF${sealed}`)],
  "reply-quotes": [wrapping((sealed) => JSON.stringify(sealed)), wrapping(() => '""')],
  "reply-json": [wrapping(() => '{"errcode":0}')],
  "reply-html": [wrapping(() => page)],
  "reply-not-xml": [wrapping(() => "hello"), writing(() => "hello")],
  "reply-xml-twice": [
    wrapping((sealed) => `<xml>${sealed}</xml>`),
    writing((heard) => `<xml>${replyXml(heard, "好")}</xml>`),
  ],
  "reply-incomplete": ["MsgSignature", "TimeStamp", "Nonce"].map((name) =>
    wrapping((sealed) => sealed.replace(new RegExp(`<${name}>.*?</${name}>`), "")),
  ),
  "reply-plain": [{ parts: { seal: "plain" } }],
  "reply-encrypted": [
    { parts: { kind: "official", id: healthy.id }, told: { kind: "official", aesKey: "" } },
  ],
  "reply-signature": [{ parts: { replyToken: "another" } }],
  "reply-base64": [{ parts: { base64: (cipher) => cipher.toString("base64url") } }],
  "reply-cipher-length": [
    { parts: { base64: (cipher) => cipher.subarray(0, cipher.length - 1).toString("base64") } },
  ],
  "reply-padding": [{ parts: { pad: (plain) => padded(plain, 0) } }],
  "reply-length-field": [{ parts: { replyLength: () => 0x01000000 } }],
  "reply-not-readable": [
    writing((heard) => Buffer.concat([Buffer.from(replyXml(heard, "")), gbk])),
  ],
  "reply-receive-id": [{ parts: { replyId: "ww0000000000000001" } }],
  "reply-addresses-swapped": [
    writing((heard) => replyXml({ ...heard, from: heard.to, to: heard.from }, "好")),
  ],
  "reply-addressee": [writing(field("ToUserName", "somebody"))],
  "reply-sender": [writing(field("FromUserName", "somebody"))],
  "reply-create-time": [writing(field("CreateTime", "2026-11-23"))],
  "reply-unknown-type": [writing(withType("Text", ""))],
  "reply-text-too-long": [writing((heard) => replyXml(heard, "长".repeat(700)))],
  "reply-no-media": [writing(withType("image", "<Image></Image>"))],
  "reply-no-articles": [writing(withType("news", items(0)))],
  "reply-too-many-articles": [writing(withType("news", items(11)))],
};

function failed(): Answer {
  return { status: 500, body: "For input string" };
}

// As OpenSSL does when it is left to unpad by itself.
function unpaddedBy16(plain: Buffer): Buffer {
  const padding = plain.at(-1) ?? 0;
  if (padding < 1 || padding > 16) throw new Error("bad decrypt");
  return plain.subarray(0, plain.length - padding);
}

function padded(plain: Buffer, by: number): Buffer {
  return Buffer.concat([plain, Buffer.alloc(32 - (plain.length % 32), by)]);
}
