import type { Happened } from "../domain/callback.ts";
import type { Taking } from "./rest.ts";
import type { XmlFields } from "./xml-fields.ts";

type Common = Pick<Happened, "follower" | "account" | "agent" | "createTime">;
type Keyed = Common & Pick<Happened, "eventKey">;
type Text = Taking["take"];
type WithoutRest<T> = T extends unknown ? Omit<T, "fields"> : never;
type Event = WithoutRest<Happened>;
type Reader = (common: Keyed, text: Text, fields: XmlFields) => Event;

/**
 * Reads what happened, by its Event (PROTOCOL §2.2), whose case varies on the wire; what is left
 * out there reads as ''.
 */
export function readEvent(common: Common, fields: XmlFields, taking: Taking): Happened {
  const name = fields.get("Event") ?? "";
  return readAs(readers.get(name.toLowerCase()) ?? unknownEvent, common, fields, taking);
}

/** Reads what happened and is no event by its MsgType; nothing more is known of it. */
export function readUnknownEvent(common: Common, fields: XmlFields, taking: Taking): Happened {
  return readAs(unknownEvent, common, fields, taking);
}

function readAs(read: Reader, common: Common, fields: XmlFields, { take, rest }: Taking): Happened {
  const event = read({ ...common, eventKey: take("EventKey") }, take, fields);
  take("Event");
  return { ...event, fields: rest() };
}

const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["subscribe", (common) => ({ ...common, kind: "followed" })],
  ["unsubscribe", (common) => ({ ...common, kind: "unfollowed" })],
  ["enter_agent", (common) => ({ ...common, kind: "entered" })],
  ["click", (common) => ({ ...common, kind: "tapped" })],
  ["view", (common) => ({ ...common, kind: "viewed" })],
  ["location", located],
  ["scancode_push", scanned({ waits: false })],
  ["scancode_waitmsg", scanned({ waits: true })],
  ["pic_sysphoto", pictured("camera")],
  ["pic_photo_or_album", pictured("camera-or-album")],
  ["pic_weixin", pictured("wechat-album")],
  ["location_select", locationPicked],
  ["batch_job_result", jobDone],
  ["change_contact", contactChanged],
]);

function located(common: Keyed, text: Text): Event {
  return {
    ...common,
    kind: "located",
    latitude: text("Latitude"),
    longitude: text("Longitude"),
    precision: text("Precision"),
  };
}

function scanned({ waits }: { readonly waits: boolean }): Reader {
  return (common, text) => ({
    ...common,
    kind: "scanned",
    waits,
    scanType: text("ScanCodeInfo/ScanType"),
    scanResult: text("ScanCodeInfo/ScanResult"),
  });
}

function pictured(from: "camera" | "camera-or-album" | "wechat-album"): Reader {
  return (common, text, fields) => ({
    ...common,
    kind: "pictured",
    from,
    count: text("SendPicsInfo/Count"),
    digests: [...fields.keys()].filter((path) => path.endsWith("]/PicMd5Sum")).map(text),
  });
}

function locationPicked(common: Keyed, text: Text): Event {
  return {
    ...common,
    kind: "location-picked",
    latitude: text("SendLocationInfo/Location_X"),
    longitude: text("SendLocationInfo/Location_Y"),
    scale: text("SendLocationInfo/Scale"),
    label: text("SendLocationInfo/Label"),
    placeName: text("SendLocationInfo/Poiname"),
  };
}

function jobDone(common: Keyed, text: Text): Event {
  return {
    ...common,
    kind: "job-done",
    jobId: text("BatchJob/JobId"),
    jobType: text("BatchJob/JobType"),
    errcode: text("BatchJob/ErrCode"),
    errmsg: text("BatchJob/ErrMsg"),
  };
}

function contactChanged(common: Keyed, text: Text): Event {
  return { ...common, kind: "contact-changed", changeType: text("ChangeType") };
}

function unknownEvent(common: Keyed, text: Text): Event {
  return { ...common, kind: "unknown-event", event: text("Event") };
}
