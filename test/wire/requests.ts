import { encrypt } from "../../src/wire/cipher.ts";
import { makePush, type Push } from "../../src/wire/envelope.ts";
import { keyOf, readKey, type Secrets } from "../../src/wire/secrets.ts";
import { makeEncodingAESKey } from "../support/aes-key.ts";
import { writeCallback } from "../../src/wire/write-callback.ts";
import type { Random } from "./random.ts";
import { encryptBytes, padded, signedPush } from "./samples.ts";

/** A request that is right, with all that was put into it. */
export type Original = Push & {
  readonly secrets: Secrets;
  readonly xml: string;
  readonly sealing: { readonly timestamp: string; readonly nonce: string };
};

const texts = ["hello", "138 0000 0001", "你好，世界", "😀 ok", "<b>&amp;]]>", ""];
const junk = [
  "",
  "0",
  "x",
  "%00",
  "\0",
  "企",
  "<",
  "&",
  "]]>",
  "=",
  "1409659813",
  "__proto__",
  "\uFFFF",
];

/** Makes secrets as the platform would. */
export function makeSecrets(random: Random): Secrets {
  return {
    kind: "enterprise",
    receiveId: `ww${random.bytes(8).toString("hex")}`,
    token: random.bytes(6).toString("base64url"),
    key: readKey(makeEncodingAESKey(random.bytes(32))),
  };
}

/** Makes a callback of the kind that the platform sends. */
export function makeOriginal(random: Random, secrets: Secrets): Original {
  const flat = writeCallback({
    follower: `o${random.bytes(6).toString("hex")}`,
    account: secrets.receiveId,
    agent: random.below(3),
    createTime: 1_409_659_813,
    msgtype: "text",
    fields: { Content: random.pick(texts) + random.pick(texts) },
    messageId: String(random.next()),
  });
  // Half of them with line ends between the elements, as the platform wrote them in 2014.
  const xml = random.below(2) === 0 ? flat : flat.replace(/(?<=>)(?=<[A-Z])/g, "\n");
  return { secrets, xml, ...push(random, secrets, xml) };
}

/** Damages a right request as one without token and key could, once to three times. */
export function damage(random: Random, { search, body }: Push, other: Push): Push {
  let damaged: Push = { search, body };
  for (let times = random.below(3); times >= 0; times -= 1) {
    damaged =
      random.below(2) === 0
        ? { ...damaged, search: damageSearch(random, damaged.search, other.search) }
        : { ...damaged, body: damageBody(random, damaged.body, other.body) };
  }
  return damaged;
}

/** Signs what is no ciphertext of ours, as one who knows the token but not the key could. */
export function signNonsense(random: Random, secrets: Secrets): Push {
  const bytes = random.bytes(16 * random.below(8)).toString("base64");
  const nonsense = random.pick([
    () => bytes,
    () => random.bytes(random.below(70)).toString("base64"),
    () => ` ${bytes}`,
    () => `${bytes.slice(0, 20)}\n${bytes.slice(20)}`,
    () => bytes.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", ""),
    () => encryptBytes(secrets, padded(random.bytes(random.below(80)))),
    () => encryptBytes(secrets, random.bytes(32 + 16 * random.below(4))),
    () => encrypt(keyOf(secrets), random.pick(junk), "<xml/>", "0123456789abcdef"),
  ]);
  return signedPush(secrets, nonsense());
}

/** Seals XML that the platform might never send, as only one who has the key can. */
export function sealStrange(random: Random, secrets: Secrets): Original {
  const to = `<ToUserName>${secrets.receiveId}</ToUserName>`;
  const usual = [to, ...who, random.pick(types)].filter(() => random.below(12) > 0);
  const strange = Array.from({ length: random.below(3) }, () => strangeField(random));
  const between = random.pick(["", "\n", " ", "<!-- x -->", random.pick(junk)]);
  const start = random.pick(["<xml>", "<xml>\n", '<?xml version="1.0"?><xml>', random.pick(junk)]);
  const xml = `${start}${[...usual, ...strange].join(between)}</xml>`;
  return { secrets, xml, ...push(random, secrets, xml) };
}

function push(random: Random, secrets: Secrets, xml: string): Push & Pick<Original, "sealing"> {
  const [timestamp, nonce] = [1_409_659_813, String(random.next())];
  const letters = random.bytes(8).toString("hex");
  return {
    ...makePush(secrets, xml, { timestamp, nonce, random: letters, agent: 0 }),
    sealing: { timestamp: String(timestamp), nonce },
  };
}

function damageSearch(random: Random, search: string, other: string): string {
  const parameters = search.split("&");
  const at = random.below(parameters.length);
  const [name = "", value = ""] = (parameters[at] ?? "").split("=");
  const theirs = new URLSearchParams(other).get(name) ?? "";
  const put = (...replaced: readonly string[]): string =>
    parameters.toSpliced(at, 1, ...replaced).join("&");
  return random.pick([
    () => put(),
    () => put(`${name}=${value}`, `${name}=${value}`),
    () => put(`${name}=${value}`, `${name}=${random.pick(junk)}`),
    () => put(`${name}[x]=${value}`),
    () => put(`${name}[]=${value}`, `${name}=${value}`),
    () => put(`${name}=`),
    () => put(`${name.toUpperCase()}=${value}`),
    () => put(`${name}=${random.pick(junk)}`),
    () => put(`${name}=${value}${random.pick(junk)}`),
    () => put(`${name}=${value.slice(1)}`),
    () => put(`${name}=${theirs}`),
    () => put(`${random.pick(junk)}=${random.pick(junk)}`, `${name}=${value}`),
    () => search.replace("timestamp", "x").replace("nonce", "timestamp").replace("x", "nonce"),
    () => parameters.toReversed().join("&"),
    () => search.slice(0, random.below(search.length)),
    () => `?${search}`,
    () => other,
  ])();
}

function damageBody(random: Random, body: string, other: string): string {
  const at = random.below(body.length);
  const tags = body.match(/<\w+>/g) ?? ["<xml>"];
  const tag = random.pick(tags);
  const insert = (text: string): string => body.slice(0, at) + text + body.slice(at);
  const theirs = /<Encrypt>.*<\/Encrypt>/.exec(other)?.[0] ?? "";
  return random.pick([
    () => insert(random.pick(junk)),
    () =>
      insert(random.pick(["<b/>", "<!-- x -->", "<?x?>", "<![CDATA[x]]>", "<Encrypt>x</Encrypt>"])),
    () => body.slice(0, at),
    () => body.slice(0, at) + body.slice(at + 1 + random.below(20)),
    () => body.replace(tag, `${tag.slice(0, -1)} a="b">`),
    () => body.replace(tag, `${tag}<x/>`),
    () => body.replace(tag, `<constructor>x</constructor>${tag}`),
    () => `<!DOCTYPE xml [<!ENTITY x "y">]>${body}`,
    () => `\uFEFF<?xml version="1.0"?>\n${body}\n`,
    () => body.replace(/<Encrypt>.*<\/Encrypt>/, theirs),
    () => body.replace(/<Encrypt>.*<\/Encrypt>/, (encrypted) => encrypted + theirs),
    () => body.replaceAll(/<!\[CDATA\[|\]\]>/g, ""),
    () => body.replace(/(<ToUserName>.*<\/ToUserName>)(<Encrypt>.*<\/Encrypt>)/, "$2$1"),
    () => `<xml>${body}</xml>`,
    () => random.bytes(random.below(60)).toString("utf8"),
    () => other,
  ])();
}

const names = [
  "ToUserName",
  "FromUserName",
  "CreateTime",
  "MsgType",
  "MsgId",
  "AgentID",
  "Content",
  "Event",
  "EventKey",
  "InfoType",
  "TimeStamp",
  "ChangeType",
  "constructor",
  "__proto__",
  "SendPicsInfo",
  "ScanCodeInfo",
  "ExtAttr",
  "a:b",
];
const values = [
  "",
  "1",
  "1409659813",
  "text",
  "event",
  "image",
  "location",
  "subscribe",
  "CLICK",
  "scancode_push",
  "pic_weixin",
  "change_contact",
  "suite_ticket",
  "1e9",
  "-1",
  "企",
  "&lt;",
  "&x;",
  "<item/>",
  "<![CDATA[]]]]>",
  "<PicList><item><PicMd5Sum>x</PicMd5Sum></item></PicList>",
  "<Item><Name>x</Name></Item>",
  "\u0001",
];
const who = ["<FromUserName>o1</FromUserName>", "<CreateTime>1409659813</CreateTime>"];
const types = [
  "<MsgType>text</MsgType><Content>hello</Content><MsgId>1</MsgId><AgentID>0</AgentID>",
  "<MsgType>hologram</MsgType><MsgId>1</MsgId><AgentID>0</AgentID>",
  "<MsgType>event</MsgType><Event>subscribe</Event><AgentID>0</AgentID>",
  "<MsgType>event</MsgType><Event>pic_weixin</Event>",
  "<MsgType>event</MsgType><Event>change_contact</Event>",
  "<MsgType>event</MsgType><Event>Tomorrow</Event>",
  "<InfoType>suite_ticket</InfoType><TimeStamp>1</TimeStamp>",
];

function strangeField(random: Random): string {
  const name = random.pick(names);
  return `<${name}>${random.pick(values)}</${name}>`;
}
