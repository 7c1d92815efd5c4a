import { BadInputError } from "../../domain/bad-input.ts";
import { writeAction } from "../../talk/grammar/action.ts";
import { actionIn } from "../../wire/action-fields.ts";
import { textOf, type Fields } from "../../wire/loose-xml.ts";
import { RefusedError } from "../../wire/refusal.ts";
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
  /** The reply that is kept beside it, without fields where none is; undefined: nobody said. */
  readonly expected?: { readonly where: string; readonly fields: Fields | undefined } | undefined;
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

/** Opens what is encrypted. Throws `BadInputError` where `open` refuses it; `where` names it. */
export function opened(where: string, open: () => string): string {
  try {
    return open();
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    throw new BadInputError(`${where} cannot be opened with these secrets: ${error.advice}`);
  }
}

/** Takes a message for a callback. Throws `BadInputError` that says where it stands if it is none. */
export function asCallback(message: XmlMessage): XmlMessage {
  if (textOf(message.fields, "MsgType") !== "") return message;
  throw new BadInputError(`${message.where} is no callback: it has no MsgType`);
}

/** Reads one callback's plaintext, forgivingly. Throws `BadInputError` that says where it stands. */
export function readOneCallback(xml: string, where: string): XmlMessage {
  return asCallback(readOneMessage(xml, where));
}

/** Returns who sent a callback; '' where nobody is named. */
export function actorOf(fields: Fields): string {
  return textOf(fields, "FromUserName");
}

/** Says what a callback is in the notation of talks: said, or done. */
export function actionOfCallback(fields: Fields): {
  readonly sign: ">" | "~";
  readonly text: string;
} {
  const { action, text } = actionIn(fields) ?? {};
  const type = textOf(fields, "MsgType");
  switch (action) {
    case "say":
      return { sign: ">", text: text ?? "" };
    case undefined:
    case "voice":
    case "video":
    case "short-video":
    case "link":
      return {
        sign: "~",
        text: type === "event" ? textOf(fields, "Event").toLowerCase() : `sends ${type}`,
      };
    default:
      return { sign: "~", text: writeAction(action, text ?? "") };
  }
}
