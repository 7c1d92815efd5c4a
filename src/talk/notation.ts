import type { Reply } from "../domain/reply.ts";

/** A sign between who and what: says, is answered, hears later, does. */
export type Sign = ">" | "<" | "<+" | "~";

/** Writes one turn in the notation of talks; further lines of the text begin with `|`. */
export function writeTurn(actor: string, sign: Sign, text: string): readonly string[] {
  const [first = "", ...more] = text.split("\n");
  const who =
    /(^|\s)(>|<|<\+|~)(\s|$)/.test(actor) || /[\s"]/.test(actor) ? JSON.stringify(actor) : actor;
  return [`${who} ${sign} ${first}`.trimEnd(), ...more.map((line) => `| ${line}`.trimEnd())];
}

/** Writes a message that arrived at a phone or mailbox. */
export function writeArrival(channel: "sms" | "mail", to: string, pattern: string): string {
  return `! ${channel} ${to} ${pattern}`;
}

/** Writes literal text so that the notation reads it back as text. */
export function writeText(text: string): string {
  return text
    .split("\n")
    .map((line) => line.replace(/^[([|\\]/, "\\$&").replaceAll("{{", "\\{{"))
    .join("\n");
}

/** Writes what somebody was answered. */
export function writeReplyText(reply: Reply | undefined): string {
  if (reply === undefined) return "(nothing)";
  switch (reply.type) {
    case "text":
      return writeText(reply.text);
    case "news":
      return `[news] ${reply.articles.map(({ title, url }) => `${title} | ${url}`).join("\n")}`;
    case "image":
    case "voice":
    case "video":
      return `[${reply.type}] ${reply.mediaId}`;
  }
}
