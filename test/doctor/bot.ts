import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { demoTriple } from "../../src/config/wechat.ts";

/** What is answered: a status and bytes. */
export type Answer = {
  readonly status: number;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
};

/** A callback as the bot understood it. */
export type Heard = {
  readonly from: string;
  readonly to: string;
  readonly content: string;
  readonly messageId: string;
  readonly contentType: string;
  /** How often this MsgId came before. */
  readonly copies: number;
};

/** How a bot is put together; each part can be exchanged for a broken one. */
export type Parts = {
  readonly kind: "enterprise" | "official";
  readonly token: string;
  readonly aesKey: string;
  readonly id: string;
  readonly parameter: (raw: string) => string;
  readonly sign: (parts: readonly string[]) => string;
  readonly isSigned: (expected: string, given: string) => boolean;
  readonly unpad: (plain: Buffer) => Buffer;
  readonly lengthOf: (plain: Buffer) => number;
  /** What the bot says when it refuses: why is `signature`, `cipher` or `id`. */
  readonly refuse: (why: string) => Answer;
  readonly answerEcho: (plain: string, sent: string) => Answer | "nothing" | "hang";
  readonly answerCallback: (heard: Heard) => Answer | "nothing" | "hang" | "reply";
  readonly write: (heard: Heard) => string | Buffer;
  readonly replyLength: (message: Buffer) => number;
  readonly pad: (plain: Buffer) => Buffer;
  readonly base64: (cipher: Buffer) => string;
  readonly replyToken: string;
  readonly replyId: string;
  /** What becomes of the sealed reply; without a seal it is plain. */
  readonly seal: "encrypted" | "plain";
  readonly wrap: (sealed: string) => string | Buffer;
};

/** The parts of a bot in which nothing is wrong: it says what it heard. */
export const healthy: Parts = {
  kind: "enterprise",
  token: demoTriple.token,
  aesKey: demoTriple.encodingAESKey,
  id: demoTriple.corpId,
  parameter: (raw) => decodeURIComponent(raw.replaceAll("+", " ")),
  sign: (parts) => sha1([...parts].sort().join("")),
  isSigned: (expected, given) => expected === given,
  unpad: (plain) => {
    const padding = plain.at(-1) ?? 0;
    if (padding < 1 || padding > 32) throw new Refusal("cipher");
    return plain.subarray(0, plain.length - padding);
  },
  lengthOf: (plain) => plain.readUInt32BE(16),
  refuse: (why) => ({ status: 403, body: `refused: ${why}` }),
  answerEcho: (plain) => ({ status: 200, body: plain }),
  answerCallback: () => "reply",
  write: (heard) => replyXml(heard, `你说：${heard.content}`),
  replyLength: (message) => message.length,
  pad: (plain) => {
    const padding = 32 - (plain.length % 32);
    return Buffer.concat([plain, Buffer.alloc(padding, padding)]);
  },
  base64: (cipher) => cipher.toString("base64"),
  replyToken: demoTriple.token,
  replyId: demoTriple.corpId,
  seal: "encrypted",
  wrap: (sealed) => sealed,
};

/** A bot on a free port. */
export type Bot = { readonly url: string; readonly port: number; stop(): Promise<void> };

/** Runs a bot of its own cipher and signature, so that it shares no mistake with the doctor. */
export async function startBot(changed: Partial<Parts> = {}): Promise<Bot> {
  const parts = { ...healthy, ...changed };
  const seen = new Map<string, number>();
  const server = createServer((request, response) => {
    answer(parts, seen, request).then(
      (said) => {
        send(response, said);
      },
      (error: unknown) => {
        if (error instanceof Refusal) send(response, parts.refuse(error.why));
        else send(response, { status: 500, body: "the bot failed" });
      },
    );
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/wx`,
    port,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

/** Writes a reply of a text by hand. */
export function replyXml({ from, to }: Heard, text: string, createTime = "1795430888"): string {
  return (
    `<xml><ToUserName>${cdata(from)}</ToUserName><FromUserName>${cdata(to)}</FromUserName>` +
    `<CreateTime>${createTime}</CreateTime><MsgType><![CDATA[text]]></MsgType>` +
    `<Content>${cdata(text)}</Content></xml>`
  );
}

/** Hashes a text as the platform does. */
export function sha1(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}

class Refusal extends Error {
  readonly why: string;
  constructor(why: string) {
    super(why);
    this.why = why;
  }
}

async function answer(
  parts: Parts,
  seen: Map<string, number>,
  request: IncomingMessage,
): Promise<Answer | "nothing" | "hang"> {
  const query = new Map(
    (request.url ?? "")
      .replace(/^[^?]*\?/, "")
      .split("&")
      .map((pair) => [pair.replace(/=.*/, ""), parts.parameter(pair.replace(/^[^=]*=/, ""))]),
  );
  const value = (name: string): string => query.get(name) ?? "";
  if (request.method === "GET") {
    const echo = value("echostr");
    checkSignature(parts, value, parts.kind === "official" ? undefined : echo);
    return parts.answerEcho(parts.kind === "official" ? echo : decrypt(parts, echo), echo);
  }
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) body += String(chunk);
  const encrypted = textIn(body, "Encrypt");
  checkSignature(parts, value, encrypted === "" ? undefined : encrypted);
  const xml = encrypted === "" ? body : decrypt(parts, encrypted);
  const messageId = textIn(xml, "MsgId");
  const copies = seen.get(messageId) ?? 0;
  seen.set(messageId, copies + 1);
  const heard = {
    from: textIn(xml, "FromUserName"),
    to: textIn(xml, "ToUserName"),
    content: textIn(xml, "Content"),
    messageId,
    contentType: request.headers["content-type"] ?? "",
    copies,
  };
  const said = parts.answerCallback(heard);
  return said === "reply" ? { status: 200, body: parts.wrap(sealed(parts, heard)) } : said;
}

function checkSignature(
  { token, sign, kind, isSigned }: Parts,
  value: (name: string) => string,
  encrypted: string | undefined,
): void {
  const isUrlSigned = kind === "official" && encrypted === undefined;
  const given = value(isUrlSigned ? "signature" : "msg_signature");
  const parts = [token, value("timestamp"), value("nonce")];
  const expected = sign(encrypted === undefined ? parts : [...parts, encrypted]);
  if (!isSigned(expected, given)) throw new Refusal("signature");
}

function decrypt(parts: Parts, base64: string): string {
  const key = Buffer.from(`${parts.aesKey}=`, "base64");
  const cipher = createDecipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
  const bytes = cipher.update(base64, "base64");
  const plain = parts.unpad(Buffer.concat([bytes, cipher.final()]));
  const length = parts.lengthOf(plain);
  const end = 20 + length;
  if (plain.subarray(end).toString() !== parts.id) throw new Refusal("id");
  return plain.subarray(20, end).toString();
}

function sealed(parts: Parts, heard: Heard): string {
  const written = parts.write(heard);
  if (parts.seal === "plain" || written.length === 0) return String(written);
  const message = Buffer.from(written);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(parts.replyLength(message));
  const id = Buffer.from(parts.replyId);
  const plain = parts.pad(Buffer.concat([randomBytes(16), length, message, id]));
  const key = Buffer.from(`${parts.aesKey}=`, "base64");
  const cipher = createCipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
  const encrypted = parts.base64(Buffer.concat([cipher.update(plain), cipher.final()]));
  const [timestamp, nonce] = ["1795430888", "42"];
  const signature = sha1([parts.replyToken, timestamp, nonce, encrypted].sort().join(""));
  return (
    `<xml><Encrypt>${cdata(encrypted)}</Encrypt><MsgSignature>${cdata(signature)}</MsgSignature>` +
    `<TimeStamp>${timestamp}</TimeStamp><Nonce>${cdata(nonce)}</Nonce></xml>`
  );
}

function send(response: ServerResponse, said: Answer | "nothing" | "hang"): void {
  if (said === "hang") return;
  if (said === "nothing") {
    response.destroy();
    return;
  }
  response.writeHead(said.status, said.headers).end(said.body);
}

function textIn(xml: string, name: string): string {
  const [, inner = ""] = new RegExp(`<${name}>([^]*?)</${name}>`).exec(xml) ?? [];
  const sections = [...inner.matchAll(/<!\[CDATA\[([^]*?)\]\]>/g)].map(([, text = ""]) => text);
  return sections.length > 0 ? sections.join("") : inner;
}

function cdata(text: string): string {
  return `<![CDATA[${text.replaceAll("]]>", "]]]]><![CDATA[>")}]]>`;
}
