import { element } from "./cdata.ts";
import type { Fields } from "./loose-xml.ts";
import { writeElements, type CdataEnds } from "./write-fields.ts";

/** A callback, for whoever plays the platform. */
export type Told = {
  readonly follower: string;
  readonly account: string;
  readonly agent?: number | undefined;
  /** Seconds. */
  readonly createTime: number;
  readonly msgtype: string;
  /** All that is special to this message or event, such as Content, Event, EventKey. */
  readonly fields: Fields;
  /** Messages have one, events have none. */
  readonly messageId?: string | undefined;
  readonly ends?: CdataEnds | undefined;
};

/**
 * Writes a callback's plaintext as the platform does (PROTOCOL §2): the fields of every callback
 * first, MsgId and AgentID last. Throws `RangeError` at a name that no field can have, and at a MsgId
 * that is no number.
 */
export function writeCallback(told: Told): string {
  const { follower, account, agent, createTime, msgtype, fields, messageId, ends } = told;
  checkNames(fields);
  return (
    `<xml>${element("ToUserName", account)}${element("FromUserName", follower)}` +
    `<CreateTime>${createTime}</CreateTime>${element("MsgType", msgtype)}` +
    writeElements(fields, ends) +
    (messageId === undefined ? "" : `<MsgId>${digits(messageId)}</MsgId>`) +
    (agent === undefined ? "" : `<AgentID>${agent}</AgentID>`) +
    "</xml>"
  );
}

function checkNames(fields: Fields): void {
  for (const [name, values] of Object.entries(fields)) {
    if (!/^[A-Za-z]\w{0,63}$/.test(name)) throw new RangeError(`no field can be called ${name}`);
    for (const value of [values].flat()) if (typeof value !== "string") checkNames(value);
  }
}

function digits(messageId: string): string {
  if (!/^\d+$/.test(messageId)) throw new RangeError("a MsgId has digits only");
  return messageId;
}
