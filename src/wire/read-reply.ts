import type { Article, Reply } from "../domain/reply.ts";
import { readFields, textOf, type Fields } from "./loose-xml.ts";

/** A bot's reply, as far as it can be read. */
export type ReplyRead = {
  /** As the bot spells it; '' when there is none, or the reply is no XML at all. */
  readonly msgtype: string;
  /** ToUserName. */
  readonly follower: string;
  /** FromUserName. */
  readonly account: string;
  /** CreateTime as it came: seconds, though some bots write milliseconds. */
  readonly createTime: string;
  readonly content?: string;
  readonly mediaId?: string;
  readonly title?: string;
  readonly description?: string;
  readonly articles?: readonly Article[];
  /** The same in our words; undefined for a type that the platform does not know. */
  readonly reply: Reply | undefined;
};

/** Reads any bot's reply XML (PROTOCOL §3.1), forgivingly: it never throws. */
export function readReply(xml: string): ReplyRead {
  const fields = readFields(xml) ?? {};
  const msgtype = textOf(fields, "MsgType").trim();
  const reply = replyOf(fields, msgtype);
  return {
    msgtype,
    follower: textOf(fields, "ToUserName"),
    account: textOf(fields, "FromUserName"),
    createTime: textOf(fields, "CreateTime").trim(),
    ...shownOf(reply),
    reply,
  };
}

function replyOf(fields: Fields, msgtype: string): Reply | undefined {
  switch (msgtype) {
    case "text":
      return { type: "text", text: textOf(fields, "Content") };
    case "image":
      return { type: "image", mediaId: textOf(within(fields, "Image"), "MediaId") };
    case "voice":
      return { type: "voice", mediaId: textOf(within(fields, "Voice"), "MediaId") };
    case "video": {
      const video = within(fields, "Video");
      return {
        type: "video",
        mediaId: textOf(video, "MediaId"),
        title: textOf(video, "Title"),
        description: textOf(video, "Description"),
      };
    }
    case "news":
      return { type: "news", articles: articlesOf(within(fields, "Articles")) };
    default:
      return undefined;
  }
}

type Shown = Pick<ReplyRead, "content" | "mediaId" | "title" | "description" | "articles">;

function shownOf(reply: Reply | undefined): Shown {
  switch (reply?.type) {
    case undefined:
      return {};
    case "text":
      return { content: reply.text };
    case "image":
    case "voice":
      return { mediaId: reply.mediaId };
    case "video":
      return { mediaId: reply.mediaId, title: reply.title, description: reply.description };
    case "news":
      return { articles: reply.articles };
  }
}

function articlesOf(articles: Fields): readonly Article[] {
  return [articles["item"] ?? []].flat().map((item) => {
    const article = typeof item === "string" ? {} : item;
    return {
      title: textOf(article, "Title"),
      description: textOf(article, "Description"),
      url: textOf(article, "Url"),
      pictureUrl: textOf(article, "PicUrl"),
    };
  });
}

function within(fields: Fields, name: string): Fields {
  const [value = {}] = [fields[name]].flat();
  return typeof value === "string" ? {} : value;
}
