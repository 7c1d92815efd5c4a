import type { Said, Sent } from "../domain/callback.ts";
import type { Taking } from "./rest.ts";

type Common = Pick<Said, "follower" | "account" | "agent" | "createTime" | "messageId">;
type WithoutRest<T> = T extends unknown ? Omit<T, "fields"> : never;
type Reader = (common: Common, text: Taking["take"]) => WithoutRest<Said | Sent>;

/** Whether people are known to send messages of this MsgType. */
export function isMessageType(messageType: string): boolean {
  return readers.has(messageType);
}

/** Reads what a person sent, by its MsgType (PROTOCOL §2.1); what is left out there reads as ''. */
export function readMessage(common: Common, messageType: string, taking: Taking): Said | Sent {
  const read = readers.get(messageType) ?? unknownMessage(messageType);
  const message = read(common, taking.take);
  return { ...message, fields: taking.rest() };
}

const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["text", (common, text) => ({ ...common, kind: "said", text: text("Content") })],
  ["image", image],
  ["voice", voice],
  ["video", video("video")],
  ["shortvideo", video("short-video")],
  ["location", location],
  ["link", link],
]);

function image(common: Common, text: Taking["take"]): ReturnType<Reader> {
  return { ...common, kind: "image", mediaId: text("MediaId"), pictureUrl: text("PicUrl") };
}

function voice(common: Common, text: Taking["take"]): ReturnType<Reader> {
  return { ...common, kind: "voice", mediaId: text("MediaId"), format: text("Format") };
}

function video(kind: "video" | "short-video"): Reader {
  return (common, text) => ({
    ...common,
    kind,
    mediaId: text("MediaId"),
    thumbMediaId: text("ThumbMediaId"),
  });
}

function location(common: Common, text: Taking["take"]): ReturnType<Reader> {
  return {
    ...common,
    kind: "location",
    latitude: text("Location_X"),
    longitude: text("Location_Y"),
    scale: text("Scale"),
    label: text("Label"),
  };
}

function link(common: Common, text: Taking["take"]): ReturnType<Reader> {
  return {
    ...common,
    kind: "link",
    title: text("Title"),
    description: text("Description"),
    url: text("Url"),
    pictureUrl: text("PicUrl"),
  };
}

function unknownMessage(messageType: string): Reader {
  return (common) => ({ ...common, kind: "unknown-message", messageType });
}
