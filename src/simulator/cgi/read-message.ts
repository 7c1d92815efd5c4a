import { z } from "zod";
import { longestText, mostArticles, type AccountMessage } from "../../domain/reply.ts";
import { RefusedCallError } from "./refused.ts";

/** A message that a program sends to followers of an app. */
export type SentMessage = {
  readonly agent: number;
  /** As they were written, without spaces around them. */
  readonly users: readonly string[];
  readonly parties: readonly string[];
  readonly tags: readonly string[];
  readonly message: AccountMessage;
};

const mostUsers = 1000;
const mostOthers = 100;

// What is missing or of another type reads as empty: the platform has a code of its own for each.
const text = z.string().catch("");
const part = z.object({
  content: text,
  media_id: text,
  title: text,
  description: text,
  articles: z.array(z.unknown()).catch([]),
});
const article = z
  .object({ title: text, description: text, url: text, picurl: text })
  .transform(({ picurl, ...shown }) => ({ ...shown, pictureUrl: picurl }));
const sent = z.looseObject({
  // The documents' own examples write it as a number and as text.
  agentid: z.union([z.number(), z.string()]).catch(""),
  msgtype: text,
  touser: text,
  toparty: text,
  totag: text,
});

/** Reads the body of `message/send` (PROTOCOL §4.7). Throws `RefusedCallError`. */
export function readSentMessage(body: unknown): SentMessage {
  const { agentid, msgtype, touser, toparty, totag, ...parts } = sent.parse(objectIn(body));
  if (!/^\d{1,9}$/.test(String(agentid))) throw new RefusedCallError(40056, "invalid agentid");
  return {
    agent: Number(agentid),
    users: idsIn(touser, "touser", mostUsers),
    parties: idsIn(toparty, "toparty", mostOthers),
    tags: idsIn(totag, "totag", mostOthers),
    message: messageOf(msgtype, part.parse(objectIn(parts[msgtype]))),
  };
}

function messageOf(
  msgtype: string,
  { content, media_id: mediaId, title, description, articles }: z.infer<typeof part>,
): AccountMessage {
  switch (msgtype) {
    case "text":
      if (content === "") throw new RefusedCallError(44004, "empty content");
      if (Buffer.byteLength(content) <= longestText) return { type: "text", text: content };
      throw new RefusedCallError(45002, "content size out of limit");
    case "image":
    case "voice":
    case "file":
    case "video":
      if (mediaId === "") throw new RefusedCallError(40007, "invalid media_id");
      if (msgtype !== "video") return { type: msgtype, mediaId };
      return { type: "video", mediaId, title, description };
    case "news":
      if (articles.length === 0) throw new RefusedCallError(44003, "empty news");
      if (articles.length <= mostArticles) {
        return { type: "news", articles: articles.map((each) => article.parse(objectIn(each))) };
      }
      throw new RefusedCallError(45008, "article size out of limit");
    default:
      throw new RefusedCallError(40008, "invalid message type");
  }
}

function idsIn(text: string, name: string, most: number): readonly string[] {
  const ids = text.split("|").map((id) => id.trim());
  const named = ids.filter((id) => id !== "");
  if (named.length <= most) return named;
  throw new RefusedCallError(40058, `invalid parameter: ${name} has more than ${most} ids`);
}

function objectIn(value: unknown): object {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
