import { BadInputError } from "../../domain/bad-input.ts";
import { textOf, type Fields } from "../../wire/loose-xml.ts";
import { readOneMessage, type XmlMessage } from "./messages.ts";

/** A callback as somebody kept it, before it is stamped and signed afresh. */
export type RecordedCallback = Omit<XmlMessage, "xml"> & {
  readonly kind: "callback";
  /** When it arrived, ms; undefined where nobody wrote that down. */
  readonly at?: number | undefined;
  readonly mode?: "plain" | undefined;
  /** Which delivery of the same callback it was, from 1; undefined where nobody counted. */
  readonly attempt?: number | undefined;
  readonly raw?: RawBytes | undefined;
  /** The reply that is kept beside it: its plaintext, '' for none; undefined: nobody said. */
  readonly expected?: { readonly where: string; readonly xml: string } | undefined;
};

/** The check of a callback URL, which is asked with an echo of its own each time. */
export type RecordedCheck = {
  readonly kind: "check";
  readonly where: string;
  readonly at?: number | undefined;
};

/** What is replayed. */
export type Recorded = RecordedCallback | RecordedCheck;

/** A request to the byte. */
export type RawBytes = { readonly query: string; readonly body: string | Uint8Array };

/** Takes a message for a callback. Throws `BadInputError` that says where it stands if it is none. */
export function asCallback(message: XmlMessage): XmlMessage {
  if (textOf(message.fields, "MsgType") !== "") return message;
  throw new BadInputError(`${message.where} is no callback: it has no MsgType`);
}

/** Reads one callback's plaintext, forgivingly. Throws `BadInputError` that says where it stands. */
export function readOneCallback(xml: string, where: string): XmlMessage {
  return asCallback(readOneMessage(xml, where));
}

/** Says who brought a callback about; '' where nobody is named. */
export function actorOf(fields: Fields): string {
  return textOf(fields, "FromUserName");
}

const gestures: Readonly<Record<string, (key: string) => string>> = {
  subscribe: () => "follow",
  unsubscribe: () => "unfollow",
  enter_agent: () => "enter",
  click: (key) => `tap ${key}`,
  view: (key) => `view ${key}`,
};

/** Says what a callback is in the notation of talks: said, or done. */
export function actionOfCallback(fields: Fields): {
  readonly sign: ">" | "~";
  readonly text: string;
} {
  const type = textOf(fields, "MsgType");
  if (type === "text") return { sign: ">", text: textOf(fields, "Content") };
  if (type === "image") return { sign: "~", text: `sends image ${textOf(fields, "MediaId")}` };
  if (type === "location") {
    return {
      sign: "~",
      text: `at ${textOf(fields, "Location_X")},${textOf(fields, "Location_Y")}`,
    };
  }
  if (type !== "event") return { sign: "~", text: `sends ${type}` };
  const event = textOf(fields, "Event").toLowerCase();
  const gesture = gestures[event];
  return { sign: "~", text: gesture?.(textOf(fields, "EventKey")) ?? event };
}
