import type { Captured } from "../captured.ts";
import { capturedOf, UnreadableError } from "./target.ts";

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
  // Without its end a quote goes on to the end of the line, so that nothing is read twice.
  const quoted = line.replace(/[“”]/g, '"').matchAll(/"((?:[^"\\]|\\[^]?)*)("?)/g);
  return Array.from(quoted).flatMap(([, text = "", end]) => {
    if (end === "") return [];
    const said = text.replace(
      /\\(?:x([0-9a-f]{2})|([^]))/gi,
      (_, hex: string | undefined, character: string) =>
        hex === undefined ? unescaped(character) : String.fromCharCode(Number.parseInt(hex, 16)),
    );
    return [/[\u0080-\u00FF]/.test(said) ? bytesOf(said) : said];
  });
}

function unescaped(character: string): string {
  return { n: "\n", r: "\r", t: "\t" }[character] ?? character;
}

// Each escape was a byte of UTF-8; what was never escaped stays as it is.
function bytesOf(text: string): string {
  return /[\u0100-\uFFFF]/.test(text) ? text : Buffer.from(text, "latin1").toString("utf8");
}
