import type { Callback, FollowersCallback, SuiteTold } from "../domain/callback.ts";
import { readAnyXml } from "./message-xml.ts";
import { readEvent, readUnknownEvent } from "./read-event.ts";
import { isMessageType, readMessage } from "./read-message.ts";
import { RefusedError } from "./refusal.ts";
import { takeFrom, type Taking } from "./rest.ts";
import type { Secrets } from "./secrets.ts";
import type { XmlFields, XmlProblem } from "./xml-fields.ts";

/**
 * Reads the plaintext of a callback (PROTOCOL §2) into the domain's words. It is genuine by now, so
 * whatever is in it is understood as far as it can be: what is missing reads as '' or 0, what nobody
 * knows stays in `fields`, and what cannot be read is `unreadable`. Refused are only what no platform
 * sends, as `message-xml`, and another enterprise account's callback, as `wrong-account`.
 */
export function readCallback(xml: string, secrets: Secrets): Callback {
  const fields = readAnyXml(xml);
  if ("problem" in fields) {
    if (fields.problem === "forbidden") throw new RefusedError("message-xml", fields.detail);
    return { kind: "unreadable", why: whyOf[fields.problem], xml };
  }
  const twice = decisive.find((name) => fields.has(`${name}[2]`));
  if (twice !== undefined) return { kind: "unreadable", why: `${twice} is there twice`, xml };
  const taking = takeFrom(fields);
  if ((fields.get("InfoType") ?? "") !== "") return readSuite(fields, taking);
  // The cipher was meant for us; a message that names no account is, too.
  const account = taking.take("ToUserName") || secrets.receiveId;
  // An official account is addressed by its original id, which is not its AppID.
  if (secrets.kind === "enterprise" && account !== secrets.receiveId) {
    throw new RefusedError("wrong-account");
  }
  return readFollowers(account, fields, taking);
}

const whyOf: Readonly<Record<Exclude<XmlProblem["problem"], "forbidden">, string>> = {
  malformed: "it is not well-formed XML",
  "too-much": "it has more than 2,000 fields, or fields nested more than 16 deep",
};

// Who means what: of two, nobody can say which the platform wrote, and which a person.
const decisive = [
  "ToUserName",
  "FromUserName",
  "CreateTime",
  "MsgType",
  "MsgId",
  "AgentID",
  "Event",
  "EventKey",
  "Content",
];

const seconds = /^\d{1,15}$/;

function readFollowers(account: string, fields: XmlFields, taking: Taking): FollowersCallback {
  const agent = takeIf(/^\d{1,10}$/, "AgentID", fields, taking);
  const common = {
    follower: followerOf(fields, taking),
    account,
    agent: agent === "" ? undefined : Number(agent),
    createTime: Number(takeIf(seconds, "CreateTime", fields, taking)),
  };
  const messageType = fields.get("MsgType") ?? "";
  if (messageType === "event") {
    taking.take("MsgType");
    return readEvent(common, fields, taking);
  }
  // It has up to 20 digits, more than a number can tell apart.
  const messageId = takeIf(/^\d{1,20}$/, "MsgId", fields, taking);
  // What a person sends has an id; without one, and of no known type, it happened (device_event).
  if (messageId === "" && !isMessageType(messageType)) {
    return readUnknownEvent(common, fields, taking);
  }
  return readMessage({ ...common, messageId }, taking.take("MsgType"), taking);
}

function readSuite(fields: XmlFields, taking: Taking): SuiteTold {
  return {
    kind: "suite",
    suiteId: taking.take("SuiteId"),
    infoType: taking.take("InfoType"),
    time: Number(takeIf(seconds, "TimeStamp", fields, taking)),
    fields: taking.rest(),
  };
}

/** Takes a field of the given form; another stays where it is, and reads as ''. */
function takeIf(form: RegExp, name: string, fields: XmlFields, { take }: Taking): string {
  return form.test(fields.get(name) ?? "") ? take(name) : "";
}

function followerOf(fields: XmlFields, { take }: Taking): string {
  const bytes = Buffer.byteLength(fields.get("FromUserName") ?? "");
  return bytes > 64 ? "" : take("FromUserName");
}
