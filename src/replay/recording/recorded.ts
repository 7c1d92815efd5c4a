import { readFields, textOf, type Fields } from "../../wire/loose-xml.ts";
import { BadInputError } from "../../domain/bad-input.ts";

/** A callback as somebody kept it, before it is stamped and signed afresh. */
export type RecordedCallback = {
  readonly kind: "callback";
  /** FILE, or FILE:LINE. */
  readonly where: string;
  readonly fields: Fields;
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

/** Reads a callback's plaintext, forgivingly. Throws `BadInputError` that says where it stands. */
export function readCallbackFields(xml: string, where: string): Fields {
  const fields = readFields(xml);
  if (fields === undefined) throw new BadInputError(`${where} is no XML with <xml> around it`);
  for (const name of ["FromUserName", "MsgType"]) {
    if (typeof fields[name] !== "string") {
      throw new BadInputError(`${where} is no callback: it has no ${name}`);
    }
  }
  return fields;
}

/** Says who brought a callback about. */
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
export function gestureOf(fields: Fields): { readonly sign: ">" | "~"; readonly text: string } {
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
