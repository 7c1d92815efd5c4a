import type { Callback, SuiteTold } from "../domain/callback.ts";
import { readEvent } from "./read-event.ts";
import { readMessage } from "./read-message.ts";
import { RefusedError } from "./refusal.ts";
import { restOf } from "./rest.ts";
import type { Secrets } from "./secrets.ts";
import { readStrictXml, type XmlFields } from "./strict-xml.ts";

/**
 * Reads the plaintext of a callback (PROTOCOL §2) into the domain's words. What nobody knows yet
 * stays readable in its `fields`; malformed XML, or a lack of what every callback has, is refused
 * as `message-xml`, another enterprise account's callback as `wrong-account`.
 */
export function readCallback(xml: string, secrets: Secrets): Callback {
  const fields = readStrictXml(xml, "message-xml");
  if (fields.has("InfoType")) return readSuite(fields);
  const account = fields.get("ToUserName") ?? "";
  // An official account is addressed by its original id, which is not its AppID.
  if (secrets.kind === "enterprise" && account !== secrets.receiveId) {
    throw new RefusedError("wrong-account");
  }
  const common = {
    follower: followerOf(fields),
    account,
    agent: agentOf(fields),
    createTime: secondsOf(fields, "CreateTime"),
  };
  const messageType = requiredOf(fields, "MsgType");
  if (messageType === "event") return readEvent(common, fields);
  return readMessage({ ...common, messageId: messageIdOf(fields) }, messageType, fields);
}

function readSuite(fields: XmlFields): SuiteTold {
  return {
    kind: "suite",
    suiteId: fields.get("SuiteId") ?? "",
    infoType: requiredOf(fields, "InfoType"),
    time: secondsOf(fields, "TimeStamp"),
    fields: restOf(fields, ["SuiteId", "InfoType", "TimeStamp"]),
  };
}

function followerOf(fields: XmlFields): string {
  const follower = requiredOf(fields, "FromUserName");
  if (Buffer.byteLength(follower) > 64) throw malformed("FromUserName is longer than 64 bytes");
  return follower;
}

function agentOf(fields: XmlFields): number | undefined {
  const agent = fields.get("AgentID") ?? "";
  if (agent === "") return undefined;
  if (!/^\d{1,10}$/.test(agent)) throw malformed("AgentID is not a number");
  return Number(agent);
}

function secondsOf(fields: XmlFields, name: string): number {
  const seconds = requiredOf(fields, name);
  if (!/^\d{1,15}$/.test(seconds)) throw malformed(`${name} is not a number of seconds`);
  return Number(seconds);
}

function messageIdOf(fields: XmlFields): string {
  const messageId = requiredOf(fields, "MsgId");
  // It has up to 20 digits, more than a number can tell apart.
  if (!/^\d{1,20}$/.test(messageId)) throw malformed("MsgId is not a number");
  return messageId;
}

function requiredOf(fields: XmlFields, name: string): string {
  const value = fields.get(name) ?? "";
  if (value === "") throw malformed(`${name} is missing`);
  return value;
}

function malformed(detail: string): RefusedError {
  return new RefusedError("message-xml", detail);
}
