import type { Captured } from "../captured.ts";
import { capturedOf, onlyOf, UnreadableError } from "./target.ts";

const requestLine = /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) +(\S+)(?: +HTTP\/[\d.]+)?$/;

/**
 * Reads HTTP as it goes over the wire, as a `.http` file has it (several requests apart by `###`),
 * or as `curl -v` tells it; undefined: no line is a request's first.
 */
export function readHttp(text: string): Captured | undefined {
  const isTold = /^> (GET|POST) /m.test(text);
  const parts = isTold ? [sentByCurl(text)] : partsOf(text.split("\n"));
  const found = parts.flatMap((lines) => requestIn(lines) ?? []);
  const only = onlyOf(found);
  // What curl tells of a request is all but its body.
  if (isTold && only?.method === "POST" && only.body === "") {
    throw new UnreadableError("curl -v does not show the body; paste the curl line itself");
  }
  return only;
}

function sentByCurl(text: string): readonly string[] {
  const sent = text.split("\n").filter((line) => line.startsWith(">"));
  return sent.map((line) => line.slice(2));
}

/** In .http files ### stands between requests. */
function partsOf(lines: readonly string[]): readonly (readonly string[])[] {
  const parts: string[][] = [[]];
  for (const line of lines) {
    if (line.startsWith("###")) parts.push([]);
    else parts.at(-1)?.push(line);
  }
  return parts;
}

function requestIn(lines: readonly string[]): Captured | undefined {
  const first = lines.findIndex((line) => requestLine.test(line.trim()));
  const [, method = "", target = ""] = requestLine.exec(lines[first]?.trim() ?? "") ?? [];
  if (first < 0) return undefined;
  const rest = lines.slice(first + 1);
  if (rest.some((line) => requestLine.test(line.trim()))) {
    throw new UnreadableError("it holds several requests: leave the one that is meant");
  }
  // Whoever copies a request loses the empty line easily; no header begins with a <.
  const isBody = (line: string): boolean => line.trim() === "" || /^\s*[<{]/.test(line);
  const at = rest.findIndex(isBody);
  const head = at < 0 ? rest : rest.slice(0, at);
  // In .http files a long query may go on in lines of its own.
  const isMore = (line: string): boolean => /^\s+[?&]/.test(line);
  const odd = head.find((line) => !isMore(line) && !/^\s*(?:[\w-]+\s*:|#|\/\/)/.test(line));
  if (odd !== undefined) throw new UnreadableError("a line below its first is no header");
  const more = head.filter(isMore).map((line) => line.trim());
  const said = at < 0 ? "" : rest.slice(at).join("\n").trim();
  if (/^< ?\.{0,2}\//.test(said)) throw new UnreadableError("the body is in another file");
  const isChunked = head.some((line) => /^\s*transfer-encoding:.*chunked/i.test(line));
  return capturedOf(method, target + more.join(""), isChunked ? unchunked(said) : said);
}

function unchunked(body: string): string {
  // What was captured as text has lost its byte counts; sizes stand on lines of their own.
  const lines = body.split("\n").filter((line) => !/^[0-9a-f]+\s*$/i.test(line));
  return lines.join("\n").trim();
}
