import type { Captured } from "../captured.ts";
import { capturedOf } from "./target.ts";
import { UnreadableError } from "./unreadable.ts";

/** Reads a line of an access log, the body in quotes too, or a URL alone; undefined: it is neither. */
export function readLogLine(text: string): Captured | undefined {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const [line, ...more] = lines;
  if (line === undefined) return undefined;
  const tokens = line.split(/[\s"'“”]+/);
  const at = tokens.findIndex((token) => isSignedUrl(token));
  const target = tokens[at];
  if (target === undefined) return undefined;
  if (tokens.some((token, index) => index !== at && isSignedUrl(token))) {
    throw new UnreadableError("it has several URLs, and which is meant is not clear");
  }
  const method = /^(GET|POST)$/.exec(tokens[at - 1] ?? "")?.[1];
  if (more.length > 0)
    throw new UnreadableError("it has several lines, and which belong together is not clear");
  if (method === undefined && !/[?&]echostr=/.test(target)) {
    throw new UnreadableError("it is the URL of a POST without its body");
  }
  if (method !== "POST") return capturedOf("GET", target, "");
  const body = quotedIn(line).find((quoted) => /^\s*<xml/.test(quoted));
  if (body === undefined) throw new UnreadableError("the line has no body, and a POST has one");
  return capturedOf("POST", target, body);
}

function isSignedUrl(token: string): boolean {
  return /[?&](amp;)?(msg_)?signature=/.test(token);
}

/** Lists what stands in quotes, with the escapes of nginx and Apache taken back. */
function quotedIn(line: string): readonly string[] {
  const straight = line.replace(/[“”]/g, '"');
  const quoted: string[] = [];
  let said: string | undefined;
  for (let at = 0; at < straight.length; at += 1) {
    const character = straight.charAt(at);
    if (character === '"') {
      if (said !== undefined) quoted.push(said);
      said = said === undefined ? "" : undefined;
    } else if (said !== undefined && character === "\\") {
      const [written = straight.charAt(at + 1), hex] =
        /^x([0-9a-f]{2})/i.exec(straight.slice(at + 1, at + 4)) ?? [];
      said +=
        hex === undefined ? unescaped(written) : String.fromCharCode(Number.parseInt(hex, 16));
      at += written.length;
    } else if (said !== undefined) said += character;
  }
  return quoted.map((text) => (/[\u0080-\u00FF]/.test(text) ? bytesOf(text) : text));
}

function unescaped(character: string): string {
  return { n: "\n", r: "\r", t: "\t" }[character] ?? character;
}

// Each escape was a byte of UTF-8; what was never escaped stays as it is.
function bytesOf(text: string): string {
  return /[\u0100-\uFFFF]/.test(text) ? text : Buffer.from(text, "latin1").toString("utf8");
}
