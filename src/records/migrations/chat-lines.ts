import type { Action, ActionName } from "../../domain/action.ts";
import type { AccountMessage } from "../../domain/reply.ts";
import type { Change, Entry } from "../../store/store.ts";
import { putChatLine, type ChatLine } from "../chats.ts";
import { kinds } from "../kinds.ts";
import { readRecord } from "../record.ts";

/**
 * Converts lines of one follower's chats from shape 1. `entries`: in key order, as a scan has them;
 * `numbered`: how many lines of the follower have numbers already. Returns what to put, under new
 * keys, and the old keys to delete; the follower's stamp must then say `numbered` plus as many lines.
 */
export function chatLinesOfShape1(
  entries: readonly Entry[],
  numbered: number,
): Pick<Change, "puts" | "deletes"> {
  const puts = entries.flatMap((entry, index) => {
    const [, openid = "", agent = "0"] = entry.key.split("/");
    const line = readRecord<LineOfShape1>(entry, { ...kinds.chats, shape: 1 });
    if (line === undefined) return [];
    const place = {
      openid: decodeURIComponent(openid),
      agent: Number(agent),
      number: numbered + index + 1,
    };
    return [putChatLine(place, lineOf(line))];
  });
  return { puts, deletes: entries.map(({ key }) => key) };
}

/** A line of shape 1, under `chats/<openid>/<agent>/<at, 15 digits>-<order, 12 digits>`. */
type LineOfShape1 = {
  readonly at: number;
  readonly from: "follower" | "account";
  readonly msgtype: string;
  readonly content: string;
  readonly articles?: readonly { readonly title: string; readonly url: string }[];
};

function lineOf({ at, from, msgtype, content, articles }: LineOfShape1): ChatLine {
  if (from === "follower") return { at, from, action: actionOf(msgtype, content) };
  return { at, from, message: messageOf(msgtype, content, articles) };
}

const actions: Readonly<Record<string, ActionName>> = {
  image: "image",
  voice: "voice",
  video: "video",
  shortvideo: "short-video",
  location: "location",
  link: "link",
  subscribe: "follow",
  unsubscribe: "unfollow",
  enter_agent: "enter",
  click: "tap",
  view: "view",
};

// An event was shown as its name, with its key behind it.
function actionOf(msgtype: string, content: string): Action {
  const [name = "", ...key] = msgtype === "event" ? content.split(" ") : [msgtype];
  const text = msgtype === "event" ? key.join(" ") : content;
  return { action: actions[name] ?? "say", text };
}

function messageOf(
  msgtype: string,
  content: string,
  articles: LineOfShape1["articles"],
): AccountMessage {
  switch (msgtype) {
    case "text":
      return { type: "text", text: content };
    case "image":
    case "voice":
    case "file":
      return { type: msgtype, mediaId: content };
    case "video":
      return { type: "video", mediaId: content, title: "", description: "" };
    case "news": {
      // Of a reply only the titles were kept.
      const kept = articles ?? [{ title: content, url: "" }];
      return { type: "news", articles: kept.map((one) => ({ ...nothing, ...one })) };
    }
    default:
      return { type: "other", msgtype };
  }
}

const nothing = { description: "", pictureUrl: "" };
