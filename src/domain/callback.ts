/** What every callback carries, whoever sent it and whatever it says. */
type Common = {
  /** The person at the other end of the chat: opaque text, never looked up as a userid. */
  readonly follower: string;
  /** The account that it was sent to, as the platform names it. */
  readonly account: string;
  /** The app of the account; 0 is the assistant. Official accounts have none. */
  readonly agent: number | undefined;
  /** CreateTime, in seconds. It is identity (of events), never time. */
  readonly createTime: number;
};

/** A message that a person sent; the platform gives each an id. */
type Message = Common & { readonly messageId: string };

/** Everything in the plaintext that no field of ours names, as the platform spells it. */
type Rest = { readonly fields: Readonly<Record<string, string>> };

export type Said = Message & { readonly kind: "said"; readonly text: string };

/** A message that is not text; the assistant reads none of it, other bots may. */
export type Sent = Message &
  (
    | { readonly kind: "image"; readonly mediaId: string; readonly pictureUrl: string }
    | { readonly kind: "voice"; readonly mediaId: string; readonly format: string }
    | { readonly kind: "video"; readonly mediaId: string; readonly thumbMediaId: string }
    | { readonly kind: "short-video"; readonly mediaId: string; readonly thumbMediaId: string }
    | {
        readonly kind: "location";
        readonly latitude: string;
        readonly longitude: string;
        readonly scale: string;
        readonly label: string;
      }
    | {
        readonly kind: "link";
        readonly title: string;
        readonly description: string;
        readonly url: string;
        readonly pictureUrl: string;
      }
    | ({ readonly kind: "unknown-message"; readonly messageType: string } & Rest)
  );

/** Something that happened; an event has no id of its own. */
export type Happened = Common & {
  /** EventKey as it came, '' without one: part of the event's identity. */
  readonly eventKey: string;
} & (
    | { readonly kind: "followed" }
    | { readonly kind: "unfollowed" }
    | { readonly kind: "entered" }
    | { readonly kind: "tapped" }
    | { readonly kind: "viewed" }
    | {
        readonly kind: "located";
        readonly latitude: string;
        readonly longitude: string;
        readonly precision: string;
      }
    | {
        readonly kind: "scanned";
        /** scancode_waitmsg: the phone shows that it waits for a reply. */
        readonly waits: boolean;
        readonly scanType: string;
        readonly scanResult: string;
      }
    | {
        readonly kind: "pictured";
        readonly from: "camera" | "camera-or-album" | "wechat-album";
        readonly count: string;
        readonly digests: readonly string[];
      }
    | {
        readonly kind: "location-picked";
        readonly latitude: string;
        readonly longitude: string;
        readonly scale: string;
        readonly label: string;
        readonly placeName: string;
      }
    | {
        readonly kind: "job-done";
        readonly jobId: string;
        readonly jobType: string;
        readonly errcode: string;
        readonly errmsg: string;
      }
    | ({ readonly kind: "contact-changed"; readonly changeType: string } & Rest)
    | ({ readonly kind: "unknown-event"; readonly event: string } & Rest)
  );

/** What a third-party provider's suite is told; it carries InfoType and no follower. */
export type SuiteTold = {
  readonly kind: "suite";
  readonly suiteId: string;
  readonly infoType: string;
  readonly time: number;
} & Rest;

/** One decoded push from the platform. What nobody knows yet stays readable in its `fields`. */
export type Callback = Said | Sent | Happened | SuiteTold;

/** A callback that a person brought about, and that a conversation can answer. */
export type FollowersCallback = Exclude<Callback, SuiteTold>;

/**
 * Names a callback among those of its sender, so that a redelivery is recognised: a message by its
 * MsgId; an event by CreateTime, event, key and agent, and by what it is about (PROTOCOL §3.3).
 */
export function callbackId(callback: FollowersCallback): string {
  if ("messageId" in callback) return callback.messageId;
  const { createTime, eventKey, agent } = callback;
  return `e${createTime} ${eventOf(callback)} ${agent ?? ""} ${eventKey}`;
}

function eventOf(event: Happened): string {
  switch (event.kind) {
    case "unknown-event":
      return `${event.kind}:${event.event}`;
    case "job-done":
      return `${event.kind}:${event.jobId}`;
    case "contact-changed": {
      const { UserID = "", Id = "", TagId = "" } = event.fields;
      return `${event.kind}:${event.changeType}:${UserID || Id || TagId}`;
    }
    default:
      return event.kind;
  }
}
