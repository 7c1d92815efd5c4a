import { longestText, mostArticles, type Article, type Reply } from "../domain/reply.ts";
import { element, xmlText } from "./cdata.ts";

/** Whom a reply goes to, from whom, and when: CreateTime in seconds. */
export type Addressed = {
  readonly follower: string;
  readonly account: string;
  readonly createTime: number;
};

/**
 * Writes a passive reply as XML (PROTOCOL §3.1). What the platform would refuse is mended: text is
 * cut at 2,048 bytes of UTF-8, an eleventh article left out, characters that XML forbids dropped.
 */
export function writeReply(reply: Reply, to: Addressed): string {
  return (
    `<xml>${element("ToUserName", to.follower)}${element("FromUserName", to.account)}` +
    `<CreateTime>${to.createTime}</CreateTime>${element("MsgType", reply.type)}` +
    `${bodyOf(reply)}</xml>`
  );
}

/** Cuts a text so that it fits into so many bytes of UTF-8, never inside a character. */
export function cutUtf8(text: string, bytes: number): string {
  // No UTF-16 unit takes more than three bytes.
  if (text.length * 3 <= bytes) return text;
  const { read } = utf8.encodeInto(text, new Uint8Array(bytes));
  return text.slice(0, read);
}

const utf8 = new TextEncoder();

function bodyOf(reply: Reply): string {
  switch (reply.type) {
    case "text":
      return element("Content", cutUtf8(xmlText(reply.text), longestText));
    case "image":
      return `<Image>${element("MediaId", reply.mediaId)}</Image>`;
    case "voice":
      return `<Voice>${element("MediaId", reply.mediaId)}</Voice>`;
    case "video": {
      const { mediaId, title, description } = reply;
      const named = element("Title", title) + element("Description", description);
      return `<Video>${element("MediaId", mediaId)}${named}</Video>`;
    }
    case "news": {
      const articles = reply.articles.slice(0, mostArticles);
      const items = articles.map(itemOf).join("");
      return `<ArticleCount>${articles.length}</ArticleCount><Articles>${items}</Articles>`;
    }
  }
}

function itemOf({ title, description, url, pictureUrl }: Article): string {
  return (
    `<item>${element("Title", title)}${element("Description", description)}` +
    `${element("PicUrl", pictureUrl)}${element("Url", url)}</item>`
  );
}
