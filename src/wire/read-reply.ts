import type { Article, Reply } from "../domain/reply.ts";
import { readFields, textOf, type Fields } from "./loose-xml.ts";

/** A bot's reply as far as it can be read: parsed once, for whoever needs it. */
export type ReplyRead = {
  /** As it came. */
  readonly xml: string;
  /** Its fields, as the platform spells them. */
  readonly fields: Fields;
  readonly msgtype: string;
  /** The reply in our words; undefined for a MsgType that we have no words for. */
  readonly reply: Reply | undefined;
};

/** Reads any bot's reply XML (PROTOCOL §3.1), forgivingly; undefined when it is no XML. Never throws. */
export function readReply(xml: string): ReplyRead | undefined {
  const fields = readFields(xml);
  if (fields === undefined) return undefined;
  const msgtype = textOf(fields, "MsgType").trim();
  return {
    xml,
    fields,
    msgtype,
    reply: replyOf(fields, msgtype),
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
