import type { Called } from "../../callback-client/call.ts";
import { freshMessageId, freshStamp } from "../../callback-client/stamp.ts";
import { verdictOf, type Verdict } from "../../callback-client/verdict.ts";
import { makePush, type Push } from "../../wire/envelope.ts";
import type { Fields } from "../../wire/loose-xml.ts";
import { writeCallback } from "../../wire/write-callback.ts";
import { ask, type ExaminedCallback } from "./examined.ts";

/** A callback that the doctor delivers. */
export type CallbackXml = { readonly xml: string };

/** What came of a delivery. */
export type DeliveredOnce = { readonly called: Called; readonly verdict: Verdict };

/** Writes a text to the bot, with a MsgId of its own. */
export function textTold(examined: ExaminedCallback, content: string): CallbackXml {
  return told(examined, "text", { Content: content }, freshMessageId());
}

/** Writes an event, which has no MsgId. */
export function eventTold(examined: ExaminedCallback, event: string): CallbackXml {
  return told(examined, "event", { Event: event }, undefined);
}

/** Signs and encrypts a callback as of now. */
export function pushOf({ secrets, agent, realNow }: ExaminedCallback, { xml }: CallbackXml): Push {
  return makePush(secrets, xml, { ...freshStamp(realNow()), agent });
}

/** Delivers a push once, and judges the answer. Never throws. */
export async function deliverOnce(
  examined: ExaminedCallback,
  push: Push,
  contentType = "text/xml",
): Promise<DeliveredOnce> {
  const { secrets, follower } = examined;
  const called = await ask(examined, { ...push, contentType });
  const asked = { follower, account: secrets.receiveId };
  return { called, verdict: verdictOf(called, secrets, asked) };
}

function told(
  { secrets, agent, follower, realNow }: ExaminedCallback,
  msgtype: string,
  fields: Fields,
  messageId: string | undefined,
): CallbackXml {
  const createTime = Math.floor(realNow() / 1000);
  const account = secrets.receiveId;
  return {
    xml: writeCallback({ follower, account, agent, createTime, msgtype, fields, messageId }),
  };
}
