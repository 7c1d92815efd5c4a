import { BadInputError } from "../domain/bad-input.ts";
import type { CdataEnds } from "../wire/write-fields.ts";

/** What a follower's hands do: a message or an event, in the platform's own fields. */
export type Gesture = {
  readonly msgtype: string;
  /** Lower-level fields of the callback, in the platform's spelling. */
  readonly fields: Readonly<Record<string, string>>;
  /** What the chat shows of it. */
  readonly content: string;
  readonly ends?: CdataEnds | undefined;
};

/** Following and unfollowing, as the assistant (agent 0) is told. */
export const gestures: Readonly<Record<"follow" | "unfollow", Gesture>> = {
  follow: event("subscribe", ""),
  unfollow: event("unsubscribe", ""),
};

/** Makes an event, with its key if it has one. */
export function event(name: string, key: string): Gesture {
  const fields = { Event: name, ...(key !== "" && { EventKey: key }) };
  return { msgtype: "event", fields, content: key === "" ? name : `${name} ${key}` };
}

/** Makes a message of a kind that followers send; undefined when there is no such kind. */
export function message(msgtype: string, content: string): Gesture | undefined {
  const build = builders.get(msgtype);
  return build && { msgtype, fields: build(content), content };
}

type Builder = (content: string) => Readonly<Record<string, string>>;

const builders: ReadonlyMap<string, Builder> = new Map<string, Builder>([
  ["text", (content) => ({ Content: content })],
  ["image", (content) => ({ PicUrl: `http://media.invalid/${content}`, MediaId: content })],
  ["voice", (content) => ({ MediaId: content, Format: "amr" })],
  ["video", videoOf],
  ["shortvideo", videoOf],
  ["location", locationOf],
  ["link", (content) => ({ Title: content, Description: "", Url: content, PicUrl: "" })],
]);

function videoOf(content: string): ReturnType<Builder> {
  return { MediaId: content, ThumbMediaId: `${content}-thumb` };
}

function locationOf(content: string): ReturnType<Builder> {
  const [latitude = "", longitude = ""] = content.split(",");
  return { Location_X: latitude.trim(), Location_Y: longitude.trim(), Scale: "16", Label: "" };
}

/** Reads a message as `/_sim` takes it: `{agentid?, msgtype?, content, copies?, ends?}`. */
export function readFollowersMessage(body: unknown): {
  readonly gesture: Gesture;
  readonly copies: number;
} {
  const { agentid = 0, msgtype = "text", content, copies = 1, ends } = fieldsOf(body);
  if (agentid !== 0) {
    throw new BadInputError("only agentid 0, the assistant, can be talked to yet", "not-yet");
  }
  if (typeof content !== "string" || content.length > 8000) {
    throw new BadInputError("content must be text of at most 8000 characters");
  }
  if (typeof copies !== "number" || !Number.isInteger(copies) || copies < 1 || copies > 100) {
    throw new BadInputError("copies must be a whole number from 1 to 100");
  }
  if (ends !== undefined && ends !== "escaped" && ends !== "bare") {
    throw new BadInputError('ends, of CDATA, must be "escaped" or "bare"');
  }
  const gesture = message(String(msgtype), content);
  if (gesture === undefined) {
    throw new BadInputError(`msgtype must be one of ${[...builders.keys()].join(", ")}`);
  }
  return { gesture: { ...gesture, ends }, copies };
}

/** Reads a JSON body as named fields. */
export function fieldsOf(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new BadInputError("the body must be a JSON object, sent as application/json");
  }
  return { ...body };
}
