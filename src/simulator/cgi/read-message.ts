import {
  longestText,
  mostArticles,
  type AccountMessage,
  type Article,
} from "../../domain/reply.ts";
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

type Fields = Readonly<Record<string, unknown>>;

const mostUsers = 1000;
const mostOthers = 100;

/** Reads the body of `message/send` (PROTOCOL §4.7). Throws `RefusedCallError`. */
export function readSentMessage(body: unknown): SentMessage {
  const fields = fieldsOf(body);
  const msgtype = textOf(fields, "msgtype");
  return {
    agent: agentOf(fields["agentid"]),
    users: idsOf(fields, "touser", mostUsers),
    parties: idsOf(fields, "toparty", mostOthers),
    tags: idsOf(fields, "totag", mostOthers),
    message: messageOf(msgtype, fieldsOf(fields[msgtype])),
  };
}

function messageOf(msgtype: string, part: Fields): AccountMessage {
  switch (msgtype) {
    case "text": {
      const text = textOf(part, "content");
      if (text === "") throw new RefusedCallError(44004, "empty content");
      if (Buffer.byteLength(text) <= longestText) return { type: "text", text };
      throw new RefusedCallError(45002, "content size out of limit");
    }
    case "image":
    case "voice":
    case "file":
      return { type: msgtype, mediaId: mediaOf(part) };
    case "video": {
      const [title, description] = [textOf(part, "title"), textOf(part, "description")];
      return { type: "video", mediaId: mediaOf(part), title, description };
    }
    case "news":
      return { type: "news", articles: articlesOf(part["articles"]) };
    default:
      throw new RefusedCallError(40008, "invalid message type");
  }
}

function mediaOf(part: Fields): string {
  const mediaId = textOf(part, "media_id");
  if (mediaId !== "") return mediaId;
  throw new RefusedCallError(40007, "invalid media_id");
}

function articlesOf(value: unknown): readonly Article[] {
  if (!Array.isArray(value) || value.length === 0) throw new RefusedCallError(44003, "empty news");
  if (value.length > mostArticles) throw new RefusedCallError(45008, "article size out of limit");
  return value.map((article: unknown) => {
    const fields = fieldsOf(article);
    return {
      title: textOf(fields, "title"),
      description: textOf(fields, "description"),
      url: textOf(fields, "url"),
      pictureUrl: textOf(fields, "picurl"),
    };
  });
}

// The documents' own examples write it as a number and as text.
function agentOf(value: unknown): number {
  if (/^\d{1,9}$/.test(String(value)) && value !== null) return Number(value);
  throw new RefusedCallError(40056, "invalid agentid");
}

function idsOf(fields: Fields, name: string, most: number): readonly string[] {
  const ids = textOf(fields, name).split("|");
  const named = ids.map((id) => id.trim()).filter((id) => id !== "");
  if (named.length <= most) return named;
  throw new RefusedCallError(40058, `invalid parameter: ${name} has more than ${most} ids`);
}

function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === "string" ? value : "";
}

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
