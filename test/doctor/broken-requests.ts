import { createCipheriv } from "node:crypto";
import { demoTriple } from "../../src/config/wechat.ts";
import type { Cause } from "../../src/doctor/causes.ts";
import { demoSecrets, eventXml, sealed, textXml } from "../support/pushes.ts";
import { sha1 } from "./bot.ts";

/** A captured request in which one thing is wrong, and what is told of it. */
export type BrokenRequest = {
  readonly text: string;
  readonly aesKey?: string;
  /** What the doctor says that it saw. */
  readonly seen?: RegExp;
};

const { encodingAESKey } = demoTriple;
const { token, receiveId: corpId } = demoSecrets;
const [timestamp, nonce] = ["1795430888", "263014780"];
const xml = eventXml("oZhangWei", "subscribe");

/** Writes a POST as it goes over the wire. */
export function post(search: string, body: string): string {
  return `POST /wx?${search} HTTP/1.1\r\nHost: example.com\r\nContent-Type: text/xml\r\n\r\n${body}`;
}

const envelope = (encrypt: string): string =>
  `<xml><ToUserName><![CDATA[${corpId}]]></ToUserName><Encrypt><![CDATA[${encrypt}]]></Encrypt></xml>`;
const queryOf = (signature: string): string =>
  `msg_signature=${signature}&timestamp=${timestamp}&nonce=${nonce}`;
const signed = (encrypt: string, by = token): string =>
  sha1([by, timestamp, nonce, encrypt].sort().join(""));

/** Signs one ciphertext, and lets another arrive. */
const arriving = (encrypt: string, arrived = encrypt, signature = signed(encrypt)): string =>
  post(queryOf(signature), envelope(arrived));

type ByHand = { text?: Buffer; id?: string; length?: number; by?: number };

const byHand = (given: ByHand): string => {
  const { text = Buffer.from(xml), id = corpId, by = 0 } = given;
  const { length = text.length } = given;
  const key = Buffer.from(`${encodingAESKey}=`, "base64");
  const head = Buffer.concat([Buffer.alloc(16, "r"), Buffer.alloc(4)]);
  head.writeUInt32BE(length, 16);
  const bare = Buffer.concat([head, text, Buffer.from(id)]);
  const padding = 32 - (bare.length % 32);
  const plain = Buffer.concat([bare, Buffer.alloc(padding, by === 0 ? padding : by)]);
  const cipher = createCipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(plain), cipher.final()]).toString("base64");
};

/** Writes a POST with a message that is given to the byte. */
export function withMessage(text: Buffer): string {
  return arriving(byHand({ text }));
}

// With both + and / in it, as most have.
const cipherText = ((): string => {
  for (let tries = 0; ; tries += 1) {
    const made = byHand({ text: Buffer.from(`${xml}${" ".repeat(tries)}`) });
    if (made.includes("+") && made.includes("/") && made.endsWith("=")) return made;
  }
})();
const whole = sealed(xml);
const get = (echo: string, query = queryOf(signed(cipherText))): string =>
  `GET http://example.com/wx?${query}&echostr=${echo}\n\n`;

/** For each cause that a captured request can show, the requests that have it. */
export const brokenRequests: Readonly<Partial<Record<Cause, readonly BrokenRequest[]>>> = {
  "key-shape": [{ text: post(whole.search, whole.body), aesKey: "short" }],
  "query-missing": [
    { text: post("", whole.body), seen: /without msg_signature, timestamp, nonce/ },
    {
      text: post(whole.search.split("&", 1).join(""), whole.body),
      seen: /without timestamp, nonce/,
    },
    { text: post(whole.search.replaceAll("&", "&amp;"), whole.body), seen: /without timestamp/ },
    { text: post(`signature=1&timestamp=${timestamp}&nonce=1`, whole.body) },
  ],
  "query-repeated": [{ text: post(`${whole.search}&nonce=1`, whole.body), seen: /nonce/ }],
  "body-missing": [{ text: post(whole.search, "") }],
  "body-not-xml": [
    { text: post(whole.search, '{"xml":{"Encrypt":"a"}}'), seen: /JSON/ },
    { text: post(whole.search, "Encrypt=abc"), seen: /something else/ },
  ],
  "xml-twice": [
    { text: post(whole.search, `<xml>${whole.body}</xml>`), seen: /^<xml><xml>/ },
    { text: post(whole.search, `<xml>\r\n  ${whole.body}\r\n</xml>`) },
  ],
  "not-encrypted": [{ text: post(whole.search, xml) }],
  "request-altered": [
    {
      text: arriving(cipherText, cipherText.replaceAll("+", " ")),
      seen: /Encrypt with a \+ where a space/,
    },
    {
      text: arriving(cipherText, encodeURIComponent(cipherText)),
      seen: /Encrypt decoded once more/,
    },
    {
      text: arriving(cipherText, cipherText.replaceAll("+", "-").replaceAll("/", "_")),
      seen: /standard Base64/,
    },
    {
      text: arriving(cipherText, `${cipherText.slice(0, 76)}\n${cipherText.slice(76)}`),
      seen: /white space/,
    },
    {
      text: arriving(cipherText, cipherText.replace(/=+$/, "")),
      seen: /Encrypt in the standard|= at its end/,
    },
    { text: get(cipherText), seen: /echostr with a \+/ },
    {
      text: get(encodeURIComponent(encodeURIComponent(cipherText))),
      seen: /echostr decoded once more/,
    },
    {
      text: get(
        encodeURIComponent(cipherText),
        queryOf(signed(cipherText)).replace(nonce, `${nonce}%2520`),
      )
        .replace("msg_signature=", "msg_signature=")
        .replace(
          signed(cipherText),
          sha1([token, timestamp, `${nonce} `, cipherText].sort().join("")),
        ),
      seen: /nonce decoded once more/,
    },
  ],
  "token-differs": [
    {
      text: arriving(cipherText, cipherText, signed(cipherText, `${token} `)),
      seen: /a space after/,
    },
    {
      text: arriving(cipherText, cipherText, signed(cipherText, "another")),
      seen: /another Token/,
    },
  ],
  "signature-order": [
    {
      text: arriving(cipherText, cipherText, sha1(`${token}${timestamp}${nonce}${cipherText}`)),
      seen: /not sorted/,
    },
  ],
  "signature-parts": [
    {
      text: arriving(cipherText, cipherText, sha1([token, timestamp, nonce].sort().join(""))),
      seen: /without the ciphertext/,
    },
  ],
  "signature-case": [{ text: arriving(cipherText, cipherText, signed(cipherText).toUpperCase()) }],
  signature: [{ text: arriving(cipherText, `${cipherText.slice(0, -4)}AAA=`, signed("other")) }],
  base64: [{ text: arriving(`${cipherText.slice(0, 40)}\n${cipherText.slice(40)}`) }],
  "cipher-length": [{ text: arriving(cipherText.slice(0, 56)) }],
  "key-differs": [{ text: arriving(cipherText), aesKey: "d".repeat(43) }],
  padding: [{ text: arriving(byHand({ by: 99 })) }],
  "length-field": [{ text: arriving(byHand({ length: 0x7a010000 })), seen: /it says/ }],
  "not-readable": [{ text: arriving(byHand({ text: Buffer.from([0xc4, 0xe3, 0xba, 0xc3]) })) }],
  "receive-id-differs": [
    { text: arriving(byHand({ id: corpId.toUpperCase() })) },
    { text: arriving(byHand({ id: "" })), seen: /empty/ },
  ],
  "wrong-account": [
    { text: arriving(byHand({ text: Buffer.from(xml.replace(corpId, "ww0000000000000001")) })) },
  ],
  "message-xml": [
    { text: arriving(byHand({ text: Buffer.from(`<!DOCTYPE xml>${xml}`) })) },
    { text: arriving(byHand({ text: Buffer.from(xml.replace("<MsgType>", "<?x?><MsgType>")) })) },
  ],
};

/** Requests in which nothing is wrong, in the forms in which people capture them. */
export function wholeRequests(): Readonly<Record<string, string>> {
  const { search, body } = sealed(textXml("oZhangWei", "你好", demoSecrets));
  const echo = encodeURIComponent(cipherText);
  const query = queryOf(signed(cipherText));
  return {
    "HTTP with CRLF": post(search, body),
    "HTTP with LF": post(search, body).replaceAll("\r\n", "\n"),
    "a BOM before it": `\uFEFF${post(search, body)}`,
    "an .http file": `# captured\n### one\nPOST https://example.com/wx\n  ?${search.replaceAll("&", "\n  &")}\nHost: a\n\n${body}\n\n### two\nGET /`,
    "a chunked body": `POST /wx?${search} HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
    "a GET": get(echo),
    "curl -v": `*   Trying 127.0.0.1:80...\n> GET /wx?${query}&echostr=${echo} HTTP/1.1\n> Host: a\n>\n< HTTP/1.1 200 OK\n`,
    "a line of an access log": `1.2.3.4 - - [x] "GET /wx?${query}&echostr=${echo} HTTP/1.1" 200 19 "-" "Mozilla/4.0"`,
    "a URL": `https://example.com/wx?${query}&echostr=${echo}\n`,
    HAR: JSON.stringify({
      log: {
        entries: [
          { request: { method: "GET", url: "https://example.com/logo.png" } },
          { request: { method: "POST", url: `/wx?${search}`, postData: { text: body } } },
        ],
      },
    }),
  };
}
