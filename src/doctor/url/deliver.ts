import type { Called } from "../../caller/call.ts";
import { freshMessageId, freshStamp } from "../../caller/stamp.ts";
import { verdictOf, type Verdict } from "../../caller/verdict.ts";
import { makePush, type Push } from "../../wire/envelope.ts";
import type { Fields } from "../../wire/loose-xml.ts";
import { writeCallback } from "../../wire/write-callback.ts";
import { ask, type Patient } from "./patient.ts";

/** A callback that the doctor delivers. */
export type Told = { readonly xml: string };

/** What came of a delivery. */
export type Delivered = { readonly called: Called; readonly verdict: Verdict };

/** Writes a text to the bot, with a MsgId of its own. */
export function textTold(patient: Patient, content: string): Told {
  return told(patient, "text", { Content: content }, freshMessageId());
}

/** Writes an event, which has no MsgId. */
export function eventTold(patient: Patient, event: string): Told {
  return told(patient, "event", { Event: event }, undefined);
}

/** Signs and encrypts a callback as of now. */
export function pushOf({ secrets, agent, realNow }: Patient, { xml }: Told): Push {
  return makePush(secrets, xml, { ...freshStamp(realNow()), agent });
}

/** Delivers a push once, and judges the answer. Never throws. */
export async function deliver(
  patient: Patient,
  push: Push,
  contentType = "text/xml",
): Promise<Delivered> {
  const { secrets, follower } = patient;
  const called = await ask(patient, { ...push, contentType });
  const asked = { follower, account: secrets.receiveId };
  return { called, verdict: verdictOf(called, secrets, asked) };
}

function told(
  { secrets, agent, follower, realNow }: Patient,
  msgtype: string,
  fields: Fields,
  messageId: string | undefined,
): Told {
  const createTime = Math.floor(realNow() / 1000);
  const account = secrets.receiveId;
  return {
    xml: writeCallback({ follower, account, agent, createTime, msgtype, fields, messageId }),
  };
}
