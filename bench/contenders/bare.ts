import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hash,
  randomBytes,
  timingSafeEqual,
} from "node:crypto";
import { createServer } from "node:http";
import { Redis } from "ioredis";
import { triple } from "../account.ts";

// The measure: signature and cipher both ways and two round trips to Redis, on node:http, and
// nothing else. It checks no padding, no receive id and no XML, and knows no conversation.

const key = Buffer.from(triple.encodingAESKey, "base64");
const aes = createSecretKey(key);
const iv = key.subarray(0, 16);
const receiveId = Buffer.from(triple.corpId);
const redis = new Redis(process.env["REDIS_URL"] ?? "");
const said = "请回复您在企业号登记的手机号或邮箱";

createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    answer(request.url ?? "", Buffer.concat(chunks).toString()).then(
      (body) => {
        const length = Buffer.byteLength(body);
        response.writeHead(200, { "Content-Type": "application/xml", "Content-Length": length });
        response.end(body);
      },
      () => response.writeHead(500).end(),
    );
  });
}).listen(Number(process.env["PORT"]), "127.0.0.1");

async function answer(url: string, body: string): Promise<string> {
  const encrypted = between(body, "<Encrypt><![CDATA[", "]]>");
  const timestamp = between(url, "timestamp=", "&");
  const nonce = between(url, "nonce=", "&");
  const given = Buffer.from(between(url, "msg_signature=", "&"));
  const expected = Buffer.from(sign([triple.token, timestamp, nonce, encrypted]));
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new Error("signature");
  }
  const xml = decrypt(encrypted);
  const follower = between(xml, "<FromUserName><![CDATA[", "]]>");
  const state = await redis.get(`bare:${follower}`);
  const count = state === null ? 1 : Number(state.slice(9, -1)) + 1;
  await redis.set(`bare:${follower}`, `{"count":${count}}`);
  const now = Math.floor(Date.now() / 1000);
  const sealed = encrypt(
    `<xml><ToUserName><![CDATA[${follower}]]></ToUserName>` +
      `<FromUserName><![CDATA[${triple.corpId}]]></FromUserName><CreateTime>${now}</CreateTime>` +
      `<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[${said}]]></Content></xml>`,
  );
  const signature = sign([triple.token, timestamp, nonce, sealed]);
  return (
    `<xml><Encrypt><![CDATA[${sealed}]]></Encrypt>` +
    `<MsgSignature><![CDATA[${signature}]]></MsgSignature>` +
    `<TimeStamp>${timestamp}</TimeStamp><Nonce><![CDATA[${nonce}]]></Nonce></xml>`
  );
}

function between(text: string, before: string, after: string): string {
  const start = text.indexOf(before) + before.length;
  const end = text.indexOf(after, start);
  return text.slice(start, end < 0 ? undefined : end);
}

function sign(parts: readonly string[]): string {
  return hash("sha1", parts.toSorted().join(""), "hex");
}

function decrypt(base64: string): string {
  const decipher = createDecipheriv("aes-256-cbc", aes, iv).setAutoPadding(false);
  const plain = decipher.update(base64, "base64");
  return plain.toString("utf8", 20, 20 + plain.readUInt32BE(16));
}

function encrypt(text: string): string {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  const padding = 32 - ((20 + bytes.length + receiveId.length) % 32);
  const pad = Buffer.alloc(padding, padding);
  const plain = Buffer.concat([randomBytes(16), length, bytes, receiveId, pad]);
  const cipher = createCipheriv("aes-256-cbc", aes, iv).setAutoPadding(false);
  return cipher.update(plain).toString("base64");
}
