import type { Happened } from "../domain/callback.ts";
import { RefusedError } from "./refusal.ts";
import type { Taking } from "./rest.ts";
import type { XmlFields } from "./strict-xml.ts";

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
  const { take } = taking;
  const name = take("Event");
  if (name === "") throw new RefusedError("message-xml", "Event is missing");
  const read = readers.get(name.toLowerCase()) ?? unknownEvent(name);
  const event = read({ ...common, eventKey: take("EventKey") }, take, fields);
  return { ...event, fields: taking.rest() };
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

function unknownEvent(event: string): Reader {
  return (common) => ({ ...common, kind: "unknown-event", event });
}
