import type { AccountMessage, Article } from "../domain/reply.ts";
import type { ChatLine } from "../records/chats.ts";
import { actionFields } from "../wire/action-fields.ts";

/** A message of the account as `/_sim` shows it, in the platform's words. */
export type MessageJson = {
  readonly msgtype: string;
  readonly content?: string;
  readonly mediaId?: string;
  readonly title?: string;
  readonly description?: string;
  readonly articles?: readonly Article[];
};

/** A line of a chat as `/_sim` shows it; `content` says in a line what it is. */
export type ChatLineJson = MessageJson & {
  /** ISO 8601. */
  readonly at: string;
  readonly from: ChatLine["from"];
  readonly content: string;
};

/** Shows a message of the account. */
export function messageJson(message: AccountMessage): MessageJson {
  switch (message.type) {
    case "text":
      return { msgtype: "text", content: message.text };
    case "other":
      return { msgtype: message.msgtype };
    default: {
      const { type, ...rest } = message;
      return { msgtype: type, ...rest };
    }
  }
}

/** Reads a message that `messageJson` or `chatLineJson` has shown; what is missing reads as ''. */
export function readMessageJson(json: MessageJson): AccountMessage {
  const { msgtype, content = "", title = "", description = "", articles = [] } = json;
  const { mediaId = content } = json;
  switch (msgtype) {
    case "text":
      return { type: "text", text: content };
    case "image":
    case "voice":
    case "file":
      return { type: msgtype, mediaId };
    case "video":
      return { type: "video", mediaId, title, description };
    case "news":
      return { type: "news", articles: articles.map((article) => ({ ...noArticle, ...article })) };
    default:
      return { type: "other", msgtype };
  }
}

const noArticle: Article = { title: "", description: "", url: "", pictureUrl: "" };

/** Shows a line of a chat. */
export function chatLineJson(line: ChatLine): ChatLineJson {
  const { at, from } = line;
  const when = { at: new Date(at).toISOString(), from };
  if (line.from === "account") {
    const shown = messageJson(line.message);
    const titles = (shown.articles ?? []).map(({ title }) => title).join(" ");
    return { ...when, ...shown, content: shown.content ?? shown.mediaId ?? titles };
  }
  const { msgtype, fields } = actionFields(line.action);
  const { Event: event = "", EventKey: key = "" } = fields;
  const content = msgtype === "event" ? `${event} ${key}`.trimEnd() : line.action.text;
  return { ...when, msgtype, content };
}
