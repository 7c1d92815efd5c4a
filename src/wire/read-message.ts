import type { Said, Sent } from "../domain/callback.ts";
import type { Taking } from "./rest.ts";

type Common = Pick<Said, "follower" | "account" | "agent" | "createTime" | "messageId">;
type WithoutRest<T> = T extends unknown ? Omit<T, "fields"> : never;

/** Reads what a person sent, by its MsgType (PROTOCOL §2.1); what is left out there reads as ''. */
export function readMessage(common: Common, messageType: string, taking: Taking): Said | Sent {
  const read = readByType(common, messageType, taking.take);
  return { ...read, fields: taking.rest() };
}

function readByType(
  common: Common,
  messageType: string,
  text: Taking["take"],
): WithoutRest<Said | Sent> {
  switch (messageType) {
    case "text":
      return { ...common, kind: "said", text: text("Content") };
    case "image":
      return { ...common, kind: "image", mediaId: text("MediaId"), pictureUrl: text("PicUrl") };
    case "voice":
      return { ...common, kind: "voice", mediaId: text("MediaId"), format: text("Format") };
    case "video":
    case "shortvideo":
      return {
        ...common,
        kind: messageType === "video" ? "video" : "short-video",
        mediaId: text("MediaId"),
        thumbMediaId: text("ThumbMediaId"),
      };
    case "location":
      return {
        ...common,
        kind: "location",
        latitude: text("Location_X"),
        longitude: text("Location_Y"),
        scale: text("Scale"),
        label: text("Label"),
      };
    case "link":
      return {
        ...common,
        kind: "link",
        title: text("Title"),
        description: text("Description"),
        url: text("Url"),
        pictureUrl: text("PicUrl"),
      };
    default:
      return { ...common, kind: "unknown-message", messageType };
  }
}
