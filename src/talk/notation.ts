import { fold } from "../domain/folding.ts";
import type { Reply } from "../domain/reply.ts";
import type { Sign } from "./grammar/read-line.ts";
import { escapeText } from "./grammar/template.ts";
import type { Met } from "./play/played.ts";

/** Writes one turn in the notation of talks; further lines of the text begin with `|`. */
export function writeTurn(actor: string, sign: Sign, text: string): readonly string[] {
  const [first = "", ...more] = text.split("\n");
  return [`${writeActor(actor)} ${sign} ${first}`.trimEnd(), ...more.map(writeMore)];
}

/** Writes a name so that a line which begins with it is read as somebody's turn. */
export function writeActor(name: string): string {
  // Full-width signs are read as plain ones, so the name is checked in that form too.
  return isPlain(name) && isPlain(fold(name)) ? name : JSON.stringify(name);
}

function isPlain(name: string): boolean {
  return (
    /^[^\s#@!?|"\\]/.test(name) &&
    !/(^|\s)(<\+|[<>~])(\s|$)/.test(name) &&
    !/@\d+$|\s$|\s\s|[\t\r\n]/.test(name)
  );
}

/** Writes a message that arrived at a phone or mailbox; the pattern is written already. */
export function writeArrival(channel: "sms" | "mail", to: string, pattern: string): string {
  return `! ${channel} ${to} ${pattern}`;
}

/** Writes a line that changes a setting: text as it is, all else as JSON. */
export function writeSetting({ name, value }: { readonly name: string; readonly value: unknown }) {
  return `@ set ${name} ${typeof value === "string" ? value : JSON.stringify(value)}`.trimEnd();
}

/** Writes literal text so that the notation reads it back as text. */
export const writeText = escapeText;

/** Writes what somebody was answered. */
export function writeReplyText(reply: Reply | undefined): string {
  return writeForm(reply && formOf(reply));
}

/** Writes what was met where a talk expects something; undefined is silence. */
export function writeForm(met: Met | undefined): string {
  if (met === undefined) return "(nothing)";
  // Nothing behind the sign would read as an answer that is still to be written.
  const text = met.text === "" ? "{{//}}" : escapeText(met.text);
  return `${met.form === "text" ? "" : `[${met.form}] `}${text}`;
}

/** What a reply is and says, as talks compare it. */
export function formOf(reply: Reply): Met {
  switch (reply.type) {
    case "text":
      return { form: "text", text: trimmed(reply.text) };
    case "news": {
      const articles = reply.articles.map(({ title, url }) => `${title} | ${url}`);
      return { form: "news", text: trimmed(articles.join("\n")) };
    }
    case "image":
    case "voice":
    case "video":
      return { form: reply.type, text: trimmed(reply.mediaId) };
  }
}

// Nobody sees spaces at the end of a line, so they are not compared.
function trimmed(text: string): string {
  const lines = text.split(/\r\n?|\n/);
  return lines.map((line) => line.trimEnd()).join("\n");
}

function writeMore(line: string): string {
  return `| ${line}`.trimEnd();
}
