import type { Action, ActionName } from "../domain/action.ts";
import { textOf, type Fields } from "./loose-xml.ts";

/** An action as the platform spells it: MsgType, and the fields that no other callback has. */
export type ActionFields = {
  readonly msgtype: string;
  readonly fields: Readonly<Record<string, string>>;
};

type MessageName = Exclude<ActionName, EventName | "confirm">;
type EventName = "follow" | "unfollow" | "enter" | "tap" | "view";

const events: Readonly<Record<EventName, string>> = {
  follow: "subscribe",
  unfollow: "unsubscribe",
  enter: "enter_agent",
  tap: "click",
  view: "view",
};

type Message = {
  readonly msgtype: string;
  /** The field that says what the action's text says. */
  readonly field: string;
  /** All its fields, where there are more. */
  readonly write?: (text: string) => ActionFields["fields"];
};

const film = {
  field: "MediaId",
  write: (id: string) => ({ MediaId: id, ThumbMediaId: `${id}-thumb` }),
};

const messages: Readonly<Record<MessageName, Message>> = {
  say: { msgtype: "text", field: "Content" },
  image: {
    msgtype: "image",
    field: "MediaId",
    write: (id) => ({ PicUrl: `http://media.invalid/${id}`, MediaId: id }),
  },
  voice: { msgtype: "voice", field: "MediaId", write: (id) => ({ MediaId: id, Format: "amr" }) },
  video: { msgtype: "video", ...film },
  "short-video": { msgtype: "shortvideo", ...film },
  location: { msgtype: "location", field: "Location_X", write: placeOf },
  link: {
    msgtype: "link",
    field: "Url",
    write: (url) => ({ Title: url, Description: "", Url: url, PicUrl: "" }),
  },
};

/** The MsgTypes that a person can send. */
export const messageTypes: readonly string[] = Object.values(messages).map(
  ({ msgtype }) => msgtype,
);

/** Spells an action as the platform does. Throws `RangeError` at one that no callback tells of. */
export function actionFields({ action, text }: Action): ActionFields {
  if (action === "confirm") throw new RangeError("confirm is not told by a callback");
  if (isEvent(action)) {
    const fields = { Event: events[action], ...(text !== "" && { EventKey: text }) };
    return { msgtype: "event", fields };
  }
  const { msgtype, field, write } = messages[action];
  return { msgtype, fields: write?.(text) ?? { [field]: text } };
}

/** Makes the message of a MsgType; undefined when a person sends none of it. */
export function messageAction(
  msgtype: string,
  text: string,
): (Action & { readonly action: MessageName }) | undefined {
  const action = messageNames.find((name) => messages[name].msgtype === msgtype);
  return action && { action, text };
}

/** Reads what a person did from a callback's fields; undefined for what is no action. */
export function actionIn(fields: Fields): Action | undefined {
  const type = textOf(fields, "MsgType");
  if (type !== "event") {
    const { action } = messageAction(type, "") ?? {};
    if (action === undefined) return undefined;
    const text = textOf(fields, messages[action].field);
    const place = `${text},${textOf(fields, "Location_Y")}`;
    return { action, text: action === "location" ? place : text };
  }
  const event = textOf(fields, "Event").toLowerCase();
  const action = eventNames.find((name) => events[name] === event);
  const hasText = action === "tap" || action === "view";
  return action && { action, text: hasText ? textOf(fields, "EventKey") : "" };
}

// The keys of both tables are these names and no others.
const messageNames = Object.keys(messages) as MessageName[];
const eventNames = Object.keys(events) as EventName[];

function isEvent(action: ActionName): action is EventName {
  return action in events;
}

function placeOf(text: string): ActionFields["fields"] {
  const [latitude = "", longitude = ""] = text.split(",");
  return { Location_X: latitude.trim(), Location_Y: longitude.trim(), Scale: "16", Label: "" };
}
