import { randomBytes } from "node:crypto";
import { demoTriple } from "../../src/config/wechat.ts";
import { makePush, type Push } from "../../src/wire/envelope.ts";
import { readReply } from "../../src/wire/read-reply.ts";
import { readKey, type Secrets } from "../../src/wire/secrets.ts";
import { writeCallback } from "../../src/wire/write-callback.ts";
import { until } from "./redis.ts";
import { openReply } from "./open-reply.ts";

/** What the demo's account shares with the platform. */
export const demoSecrets: Secrets = {
  kind: "enterprise",
  receiveId: demoTriple.corpId,
  token: demoTriple.token,
  key: readKey(demoTriple.encodingAESKey),
};

/** What a callback was answered: the bytes, and what they say. */
export type Answered = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  /** The reply's own XML, as the phone would get it. */
  readonly xml: string | undefined;
  readonly text: string | undefined;
};

let written = 0;

/** Writes the XML of a text, with a MsgId of its own. */
export function textXml(follower: string, content: string, secrets = demoSecrets): string {
  written += 1;
  const messageId = String(6_000_000_000_000_000_000n + BigInt(written));
  return callbackXml(secrets, follower, {
    msgtype: "text",
    fields: { Content: content },
    messageId,
  });
}

/** The MsgId in the XML of a message. */
export function messageIdIn(xml: string): string {
  const found = /<MsgId>(?:<!\[CDATA\[)?(\d+)/.exec(xml)?.[1];
  if (found === undefined) throw new Error("that is the XML of no message");
  return found;
}

/** Writes the XML of an event, with a CreateTime of its own. */
export function eventXml(follower: string, event: string, secrets = demoSecrets): string {
  written += 1;
  return callbackXml(secrets, follower, { msgtype: "event", fields: { Event: event } });
}

/** Writes the XML of any callback: MsgType, fields, and a MsgId unless it is an event. */
export function callbackXml(
  { kind, receiveId }: Secrets,
  follower: string,
  message: Pick<Parameters<typeof writeCallback>[0], "msgtype" | "fields" | "messageId">,
): string {
  return writeCallback({
    ...message,
    follower,
    account: receiveId,
    agent: kind === "enterprise" ? 0 : undefined,
    createTime: 1_433_173_800 + written,
  });
}

/** Signs and encrypts a callback as of now, or of another moment. */
export function sealed(xml: string, secrets = demoSecrets, now = Date.now()): Push {
  return makePush(secrets, xml, {
    timestamp: Math.floor(now / 1000),
    nonce: randomBytes(5).readUIntBE(0, 5).toString(),
    random: randomBytes(8).toString("hex"),
    agent: secrets.kind === "enterprise" ? 0 : undefined,
  });
}

/** Delivers a push to a callback URL; throws when there is no answer. */
export async function deliver(url: string, push: Push, secrets = demoSecrets): Promise<Answered> {
  const response = await fetch(`${url}?${push.search}`, {
    method: "POST",
    headers: { "Content-Type": "text/xml" },
    body: push.body,
  });
  const body = await response.text();
  const { status, headers } = response;
  const xml = status === 200 ? openReply(secrets, body) : undefined;
  const reply = xml === undefined ? undefined : readReply(xml)?.reply;
  return { status, headers, body, xml, text: reply?.type === "text" ? reply.text : undefined };
}

/** Delivers again until it is taken: on a busy machine the store may be away for a moment (503). */
export async function deliverUntilTaken(url: string, push: Push): Promise<Answered> {
  let answered = await deliver(url, push);
  await until(async () => {
    if (answered.status === 503) answered = await deliver(url, push);
    return answered.status !== 503;
  }, 30_000);
  return answered;
}
