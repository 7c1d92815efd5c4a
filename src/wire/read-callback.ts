import type { Callback, SuiteTold } from "../domain/callback.ts";
import { readEvent } from "./read-event.ts";
import { readMessage } from "./read-message.ts";
import { RefusedError } from "./refusal.ts";
import { takeFrom, type Taking } from "./rest.ts";
import type { Secrets } from "./secrets.ts";
import { readStrictXml } from "./strict-xml.ts";

/**
 * Reads the plaintext of a callback (PROTOCOL §2) into the domain's words. What nobody knows yet
 * stays readable in its `fields`; malformed XML, or a lack of what every callback has, is refused
 * as `message-xml`, another enterprise account's callback as `wrong-account`.
 */
export function readCallback(xml: string, secrets: Secrets): Callback {
  const fields = readStrictXml(xml, "message-xml");
  const taking = takeFrom(fields);
  if (fields.has("InfoType")) return readSuite(taking);
  const account = taking.take("ToUserName");
  // An official account is addressed by its original id, which is not its AppID.
  if (secrets.kind === "enterprise" && account !== secrets.receiveId) {
    throw new RefusedError("wrong-account");
  }
  const common = {
    follower: followerOf(taking),
    account,
    agent: agentOf(taking),
    createTime: secondsOf(taking, "CreateTime"),
  };
  const messageType = requiredOf(taking, "MsgType");
  if (messageType === "event") return readEvent(common, fields, taking);
  return readMessage({ ...common, messageId: messageIdOf(taking) }, messageType, taking);
}

function readSuite(taking: Taking): SuiteTold {
  return {
    kind: "suite",
    suiteId: taking.take("SuiteId"),
    infoType: requiredOf(taking, "InfoType"),
    time: secondsOf(taking, "TimeStamp"),
    fields: taking.rest(),
  };
}

function followerOf(taking: Taking): string {
  const follower = requiredOf(taking, "FromUserName");
  if (Buffer.byteLength(follower) > 64) throw malformed("FromUserName is longer than 64 bytes");
  return follower;
}

function agentOf({ take }: Taking): number | undefined {
  const agent = take("AgentID");
  if (agent === "") return undefined;
  if (!/^\d{1,10}$/.test(agent)) throw malformed("AgentID is not a number");
  return Number(agent);
}

function secondsOf(taking: Taking, name: string): number {
  const seconds = requiredOf(taking, name);
  if (!/^\d{1,15}$/.test(seconds)) throw malformed(`${name} is not a number of seconds`);
  return Number(seconds);
}

function messageIdOf(taking: Taking): string {
  const messageId = requiredOf(taking, "MsgId");
  // It has up to 20 digits, more than a number can tell apart.
  if (!/^\d{1,20}$/.test(messageId)) throw malformed("MsgId is not a number");
  return messageId;
}

function requiredOf({ take }: Taking, name: string): string {
  const value = take(name);
  if (value === "") throw malformed(`${name} is missing`);
  return value;
}

function malformed(detail: string): RefusedError {
  return new RefusedError("message-xml", detail);
}
