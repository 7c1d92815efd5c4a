import { actionXml } from "../../callback-client/action-xml.ts";
import { createCallbackClient, overHttp, type Delivered } from "../../callback-client/client.ts";
import { freshStamp } from "../../callback-client/stamp.ts";
import type { Action } from "../../domain/action.ts";
import { makePush, type Push } from "../../wire/envelope.ts";
import type { ExaminedCallback } from "./examined.ts";

/** Writes what somebody does as a callback; a text has a MsgId of its own. */
export function callbackOf(examined: ExaminedCallback, action: Action): string {
  const { follower, realNow } = examined;
  return actionXml(action, examined, { follower, createTime: Math.floor(realNow() / 1000) });
}

/** Writes a text to the bot. */
export function textCallback(examined: ExaminedCallback, text: string): string {
  return callbackOf(examined, { action: "say", text });
}

/** Signs and encrypts a callback's XML as of now. */
export function pushOf({ secrets, agent, realNow }: ExaminedCallback, xml: string): Push {
  return makePush(secrets, xml, { ...freshStamp(realNow()), agent });
}

/** Delivers a push once, and judges the answer. Never throws. */
export function deliverOnce(
  { url, secrets, follower, limits }: ExaminedCallback,
  push: Push,
  contentType = "text/xml",
): Promise<Delivered> {
  const client = createCallbackClient(overHttp(url, limits.answerWithinMs), secrets);
  return client.send({ ...push, contentType }, { follower, account: secrets.receiveId });
}
