import type { Happened } from "../domain/callback.ts";
import { RefusedError } from "./refusal.ts";
import { restOf } from "./rest.ts";
import type { XmlFields } from "./strict-xml.ts";

type Common = Pick<Happened, "follower" | "account" | "agent" | "createTime">;
type Keyed = Common & Pick<Happened, "eventKey">;
type Text = (path: string) => string;
type Reader = (common: Keyed, text: Text, fields: XmlFields) => Happened;

const ours = [
  "ToUserName",
  "FromUserName",
  "CreateTime",
  "MsgType",
  "AgentID",
  "Event",
  "EventKey",
];

/**
 * Reads what happened, by its Event (PROTOCOL §2.2), whose case varies on the wire; what is left
 * out there reads as ''.
 */
export function readEvent(common: Common, fields: XmlFields): Happened {
  const text: Text = (path) => fields.get(path) ?? "";
  const event = text("Event");
  if (event === "") throw new RefusedError("message-xml", "Event is missing");
  const read = readers.get(event.toLowerCase()) ?? unknownEvent;
  return read({ ...common, eventKey: text("EventKey") }, text, fields);
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

function located(common: Keyed, text: Text): Happened {
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
    digests: [...fields].filter(([path]) => path.endsWith("]/PicMd5Sum")).map(([, sum]) => sum),
  });
}

function locationPicked(common: Keyed, text: Text): Happened {
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

function jobDone(common: Keyed, text: Text): Happened {
  return {
    ...common,
    kind: "job-done",
    jobId: text("BatchJob/JobId"),
    jobType: text("BatchJob/JobType"),
    errcode: text("BatchJob/ErrCode"),
    errmsg: text("BatchJob/ErrMsg"),
  };
}

function contactChanged(common: Keyed, text: Text, fields: XmlFields): Happened {
  const changeType = text("ChangeType");
  const rest = restOf(fields, [...ours, "ChangeType"]);
  return { ...common, kind: "contact-changed", changeType, fields: rest };
}

function unknownEvent(common: Keyed, text: Text, fields: XmlFields): Happened {
  return { ...common, kind: "unknown-event", event: text("Event"), fields: restOf(fields, ours) };
}
