import { digestOf } from "./digest.ts";

/** The fields of the plaintext that the types below do not name, in the platform's spelling. */
type Rest = { readonly fields: Readonly<Record<string, string>> };

/** What every callback carries. */
type Common = Rest & {
  /**
   * The person at the other end of the chat: opaque text, never looked up as a userid. '' when the
   * callback names nobody, or nobody that could be: more than 64 bytes.
   */
  readonly follower: string;
  /** The account that it was sent to, as the platform names it. */
  readonly account: string;
  /** The app of the account; 0 is the assistant. Official accounts have none. */
  readonly agent: number | undefined;
  /** CreateTime, in seconds; 0 without a usable one. It is identity, never time. */
  readonly createTime: number;
};

/** A message that a person sent. */
type Message = Common & {
  /** The id that the platform gave it; '' when it came without one. */
  readonly messageId: string;
};

export type Said = Message & { readonly kind: "said"; readonly text: string };

/** A message that is not text; the assistant reads none of it, other bots may. */
export type Sent = Message &
  (
    | { readonly kind: "image"; readonly mediaId: string; readonly pictureUrl: string }
    | { readonly kind: "voice"; readonly mediaId: string; readonly format: string }
    | {
        readonly kind: "video" | "short-video";
        readonly mediaId: string;
        readonly thumbMediaId: string;
      }
    | ({ readonly kind: "location" } & Place)
    | {
        readonly kind: "link";
        readonly title: string;
        readonly description: string;
        readonly url: string;
        readonly pictureUrl: string;
      }
    | { readonly kind: "unknown-message"; readonly messageType: string }
  );

type Place = {
  readonly latitude: string;
  readonly longitude: string;
  readonly scale: string;
  readonly label: string;
};

/** Something that happened; an event has no id of its own. */
export type Happened = Common & {
  /** EventKey as it came, '' without one. */
  readonly eventKey: string;
} & (
    | { readonly kind: "followed" | "unfollowed" | "entered" | "tapped" | "viewed" }
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
    | ({ readonly kind: "location-picked"; readonly placeName: string } & Place)
    | {
        readonly kind: "job-done";
        readonly jobId: string;
        readonly jobType: string;
        readonly errcode: string;
        readonly errmsg: string;
      }
    | { readonly kind: "contact-changed"; readonly changeType: string }
    | { readonly kind: "unknown-event"; readonly event: string }
  );

/** What a third-party provider's suite is told; it carries InfoType and no follower. */
export type SuiteTold = {
  readonly kind: "suite";
  readonly suiteId: string;
  readonly infoType: string;
  readonly time: number;
} & Rest;

/** A push with a right signature that cannot be read; delivered again it would be the same. */
export type Unreadable = {
  readonly kind: "unreadable";
  /** Why, in words that hold nothing of it. */
  readonly why: string;
  /** The plaintext as it came. */
  readonly xml: string;
};

/** One decoded push from the platform. Fields that are not known stay readable in `fields`. */
export type Callback = Said | Sent | Happened | SuiteTold | Unreadable;

/** A callback that names a follower, and that a conversation may answer. */
export type FollowersCallback = Exclude<Callback, SuiteTold | Unreadable>;

/** Says whether a person caused a callback: system events have no sender, or the sender `sys`. */
export function isFromSomebody({ follower }: FollowersCallback): boolean {
  return follower !== "" && follower !== "sys";
}

/**
 * Names a callback among those of its sender, so that a redelivery is recognised (PROTOCOL §3.3): a
 * message by its MsgId, whatever has none by all that it says. Two events of one second that differ
 * in any field are two.
 */
export function callbackId(callback: Callback): string {
  if ("messageId" in callback && callback.messageId !== "") return callback.messageId;
  return `e${digestOf(JSON.stringify(callback, inOrder))}`;
}

function inOrder(_name: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.entries(value).sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
}
