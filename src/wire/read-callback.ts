import type { Callback, FollowersCallback, SuiteTold } from "../domain/callback.ts";
import { events, messages, unknownEvent, unknownMessage, type Take } from "./callback-kinds.ts";
import { readAnyXml } from "./message-xml.ts";
import { RefusedError } from "./refusal.ts";
import type { Secrets } from "./secrets.ts";
import type { XmlFields, XmlProblem } from "./xml-fields.ts";

/**
 * Reads the plaintext of a callback (PROTOCOL §2) into the domain's words. Its signature was right,
 * so it is read as far as it can be: what is missing reads as '' or 0, fields that nobody knows stay
 * in `fields`, and XML that cannot be read is `unreadable`. Throws `RefusedError`: `message-xml` for
 * what no platform sends, `wrong-account` for another enterprise account's callback.
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

// Of two of these nobody can say which one the platform wrote, and which one a person.
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
  const { take, rest } = taking;
  const agent = takeIf(/^\d{1,10}$/, "AgentID", fields, taking);
  const common = {
    follower: followerOf(fields, taking),
    account,
    agent: agent === "" ? undefined : Number(agent),
    createTime: Number(takeIf(seconds, "CreateTime", fields, taking)),
  };
  const messageType = fields.get("MsgType") ?? "";
  const isEvent = messageType === "event";
  // It has up to 20 digits, more than a number can tell apart.
  const messageId = isEvent ? "" : takeIf(/^\d{1,20}$/, "MsgId", fields, taking);
  // A message has an id; without one, and of no known type, it is an event (device_event).
  if (isEvent || (messageId === "" && !messages.has(messageType))) {
    const read = isEvent ? events.get((fields.get("Event") ?? "").toLowerCase()) : undefined;
    const event = (read ?? unknownEvent)({ ...common, eventKey: take("EventKey") }, take, fields);
    take("Event");
    if (isEvent) take("MsgType");
    return { ...event, fields: rest() };
  }
  const read = messages.get(messageType) ?? unknownMessage;
  const message = read({ ...common, messageId }, take, fields);
  take("MsgType");
  return { ...message, fields: rest() };
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

/** Takes fields one by one, and knows which are left. */
type Taking = {
  readonly take: Take;
  /**
   * Returns the fields that nobody took, as the platform spells them, in a record without a
   * prototype, since a field may be called `constructor`.
   */
  readonly rest: () => Readonly<Record<string, string>>;
};

const nothing = Object.freeze(Object.create(null) as Record<string, string>);

function takeFrom(fields: XmlFields): Taking {
  const taken = new Set<string>();
  return {
    take(path) {
      const text = fields.get(path);
      if (text !== undefined) taken.add(path);
      return text ?? "";
    },
    rest() {
      if (taken.size === fields.size) return nothing;
      const rest: Record<string, string> = Object.create(null) as Record<string, string>;
      for (const [path, text] of fields) if (!taken.has(path)) rest[path] = text;
      return rest;
    },
  };
}
