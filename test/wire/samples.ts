import { createCipheriv } from "node:crypto";
import { RefusedError } from "../../src/wire/refusal.ts";
import { keyOf, readKey, type Secrets } from "../../src/wire/secrets.ts";
import { sign } from "../../src/wire/signature.ts";

/** The triple of the platform's own published sample (PROTOCOL §8). */
export const official: Secrets = {
  kind: "enterprise",
  receiveId: "wx5823bf96d3bd56c7",
  token: "QDG6eK",
  key: readKey("jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"),
};

/** The same triple, in the hands of an official account. */
export const publicAccount: Secrets = { ...official, kind: "official" };

/** The sample's GET, percent-encoded as it is sent. */
export const officialEcho = {
  search:
    "msg_signature=5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3&timestamp=1409659589&nonce=263014780" +
    "&echostr=P9nAzCzyDtyTWESHep1vC5X9xho%2FqYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp%2B4RPcs8TgAE7OaBO%2BFZXvnaqQ%3D%3D",
  nowMs: 1_409_659_589_000,
  text: "1616140317555161061",
};

const ciphertext =
  "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj9" +
  "11L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DO" +
  "dnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03" +
  "v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpN" +
  "elZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q==";

/** The sample's POST. */
export const officialPost = {
  search:
    "msg_signature=477715d11cdb4164915debcba66cb864d751f3e6&timestamp=1409659813&nonce=1372623149",
  body:
    "<xml><ToUserName><![CDATA[wx5823bf96d3bd56c7]]></ToUserName>" +
    `<Encrypt><![CDATA[${ciphertext}]]></Encrypt><AgentID><![CDATA[218]]></AgentID></xml>`,
  ciphertext,
  nowMs: 1_409_659_813_000,
  xml:
    "<xml><ToUserName><![CDATA[wx5823bf96d3bd56c7]]></ToUserName>\n" +
    "<FromUserName><![CDATA[mycreate]]></FromUserName>\n<CreateTime>1409659813</CreateTime>\n" +
    "<MsgType><![CDATA[text]]></MsgType>\n<Content><![CDATA[hello]]></Content>\n" +
    "<MsgId>4561255354251345929</MsgId>\n<AgentID>218</AgentID>\n</xml>",
};

/** Says as what something was refused; `accepted` when it was not. Other errors pass through. */
export function refusalOf(act: () => unknown): string {
  try {
    act();
    return "accepted";
  } catch (error) {
    if (error instanceof RefusedError) return error.reason;
    throw error;
  }
}

/** Encrypts any bytes, padded by the caller or not at all. */
export function encryptBytes(secrets: Secrets, plain: Uint8Array): string {
  const { aes, iv } = keyOf(secrets);
  const cipher = createCipheriv("aes-256-cbc", aes, iv).setAutoPadding(false);
  return Buffer.concat([cipher.update(plain), cipher.final()]).toString("base64");
}

/** Pads as the platform does, to blocks of 32. */
export function padded(plain: Uint8Array): Buffer {
  const padding = 32 - (plain.length % 32);
  return Buffer.concat([plain, Buffer.alloc(padding, padding)]);
}

/** Puts any ciphertext into a rightly signed request, as one who knows the token only could. */
export function signedPush(
  secrets: Secrets,
  encrypt: string,
): { readonly search: string; readonly body: string } {
  const [timestamp, nonce] = ["1409659813", "1372623149"];
  const msg_signature = sign([secrets.token, timestamp, nonce, encrypt]);
  return {
    search: new URLSearchParams({ msg_signature, timestamp, nonce }).toString(),
    body: `<xml><Encrypt><![CDATA[${encrypt}]]></Encrypt></xml>`,
  };
}
