import type { FollowersCallback, Happened, Said, Sent } from "../domain/callback.ts";
import type { XmlFields } from "./xml-fields.ts";

/** Returns the text of a field by its path, '' when there is none. */
export type Take = (path: string) => string;

type Common = "follower" | "account" | "agent" | "createTime" | "messageId" | "eventKey" | "fields";
type OwnOf<T> = T extends unknown ? Omit<T, Common> : never;
type Own<K extends FollowersCallback["kind"]> = OwnOf<Extract<FollowersCallback, { kind: K }>>;

/** Adds what only one kind of callback has to what all have. */
type Reader<T> = <C extends object>(common: C, take: Take, fields: XmlFields) => C & OwnOf<T>;

/** Messages by MsgType (PROTOCOL §2.1). */
export const messages: ReadonlyMap<string, Reader<Said | Sent>> = new Map<
  string,
  Reader<Said | Sent>
>([
  ["text", texts("said", { text: "Content" })],
  ["image", texts("image", { mediaId: "MediaId", pictureUrl: "PicUrl" })],
  ["voice", texts("voice", { mediaId: "MediaId", format: "Format" })],
  ["video", texts("video", { mediaId: "MediaId", thumbMediaId: "ThumbMediaId" })],
  ["shortvideo", texts("short-video", { mediaId: "MediaId", thumbMediaId: "ThumbMediaId" })],
  [
    "location",
    texts("location", {
      latitude: "Location_X",
      longitude: "Location_Y",
      scale: "Scale",
      label: "Label",
    }),
  ],
  [
    "link",
    texts("link", {
      title: "Title",
      description: "Description",
      url: "Url",
      pictureUrl: "PicUrl",
    }),
  ],
]);

/** Events by Event in small letters, whose case varies on the wire (PROTOCOL §2.2). */
export const events: ReadonlyMap<string, Reader<Happened>> = new Map<string, Reader<Happened>>([
  ["subscribe", texts("followed", {})],
  ["unsubscribe", texts("unfollowed", {})],
  ["enter_agent", texts("entered", {})],
  ["click", texts("tapped", {})],
  ["view", texts("viewed", {})],
  [
    "location",
    texts("located", { latitude: "Latitude", longitude: "Longitude", precision: "Precision" }),
  ],
  ["scancode_push", scanned(false)],
  ["scancode_waitmsg", scanned(true)],
  ["pic_sysphoto", pictured("camera")],
  ["pic_photo_or_album", pictured("camera-or-album")],
  ["pic_weixin", pictured("wechat-album")],
  [
    "location_select",
    texts("location-picked", {
      latitude: "SendLocationInfo/Location_X",
      longitude: "SendLocationInfo/Location_Y",
      scale: "SendLocationInfo/Scale",
      label: "SendLocationInfo/Label",
      placeName: "SendLocationInfo/Poiname",
    }),
  ],
  [
    "batch_job_result",
    texts("job-done", {
      jobId: "BatchJob/JobId",
      jobType: "BatchJob/JobType",
      errcode: "BatchJob/ErrCode",
      errmsg: "BatchJob/ErrMsg",
    }),
  ],
  ["change_contact", texts("contact-changed", { changeType: "ChangeType" })],
]);

/** Reads a message of a MsgType that is not known. */
export const unknownMessage = texts("unknown-message", { messageType: "MsgType" });

/** Reads an event that is not known. */
export const unknownEvent = texts("unknown-event", { event: "Event" });

/** Reads a kind whose own fields are all texts, each by its path. */
function texts<K extends FollowersCallback["kind"]>(
  kind: K,
  paths: Readonly<Record<Exclude<keyof Own<K>, "kind">, string>>,
): <C extends object>(common: C, take: Take) => C & Own<K> {
  const spelled: readonly (readonly [string, string])[] = Object.entries(paths);
  return (common, take) => {
    const read: Record<string, unknown> = { ...common, kind };
    for (const [name, path] of spelled) read[name] = take(path);
    // `paths` has each name of this kind.
    return read as typeof common & Own<K>;
  };
}

function scanned(waits: boolean): Reader<Happened> {
  return (common, take) => ({
    ...common,
    kind: "scanned",
    waits,
    scanType: take("ScanCodeInfo/ScanType"),
    scanResult: take("ScanCodeInfo/ScanResult"),
  });
}

function pictured(from: Own<"pictured">["from"]): Reader<Happened> {
  return (common, take, fields) => ({
    ...common,
    kind: "pictured",
    from,
    count: take("SendPicsInfo/Count"),
    digests: [...fields.keys()].filter((path) => path.endsWith("]/PicMd5Sum")).map(take),
  });
}
