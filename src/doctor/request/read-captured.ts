import { z } from "zod";
import { BadInputError } from "../../domain/bad-input.ts";
import type { Captured } from "./captured.ts";

/**
 * Reads a captured request: HTTP as it goes over the wire or stands in a `.http` file, what
 * `curl -v` or a HAR file shows of it, or a URL or line of an access log with a query in it. `name`
 * is the file's. Throws `BadInputError` that says what it should have been.
 */
export function readCaptured(name: string, text: string): Captured {
  const whole = text.replace(/^\uFEFF/, "");
  return readHar(whole) ?? readHttp(whole) ?? readUrl(whole) ?? refuse(name);
}

const har = z.object({
  log: z.object({
    entries: z.array(
      z.object({
        request: z.object({
          method: z.string(),
          url: z.string(),
          postData: z.object({ text: z.string().default("") }).optional(),
        }),
      }),
    ),
  }),
});

function readHar(text: string): Captured | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const requests = har.safeParse(json).data?.log.entries.map(({ request }) => request) ?? [];
  // A browser's file has many; only a callback is signed.
  const request = requests.find(({ url }) => /[?&](msg_)?signature=/.test(url)) ?? requests[0];
  if (request === undefined) return undefined;
  const { method, url, postData } = request;
  return captured(method, url, postData?.text ?? "");
}

const requestLine = /^(GET|POST) +(\S+)(?: +HTTP\/[\d.]+)?$/;

function readHttp(text: string): Captured | undefined {
  const isCurl = /^> (GET|POST) /m.test(text);
  const lines = (isCurl ? sentByCurl(text) : text).split(/\r?\n/);
  const first = lines.findIndex((line) => requestLine.test(line.trimEnd()));
  const [, method = "", target = ""] = requestLine.exec(lines[first]?.trimEnd() ?? "") ?? [];
  if (first < 0) return undefined;
  const rest = lines.slice(first + 1);
  const blank = rest.findIndex((line) => line.trim() === "");
  const head = blank < 0 ? rest : rest.slice(0, blank);
  // In .http files a long query may go on in lines of its own, and ### ends a request.
  const more = head.filter((line) => /^\s+[?&]/.test(line)).map((line) => line.trim());
  const body = blank < 0 ? [] : rest.slice(blank + 1);
  const end = body.findIndex((line) => line.startsWith("###"));
  const said = (end < 0 ? body : body.slice(0, end)).join("\n");
  const isChunked = head.some((line) => /^transfer-encoding:.*chunked/i.test(line));
  return captured(method, target + more.join(""), isChunked ? unchunked(said) : said);
}

function sentByCurl(text: string): string {
  const sent = text.split(/\r?\n/).filter((line) => line.startsWith(">"));
  return sent.map((line) => line.slice(2)).join("\n");
}

function unchunked(body: string): string {
  // What was captured as text has lost its byte counts; sizes stand on lines of their own.
  return body.replace(/^[0-9a-f]+\s*$/gim, "").trim();
}

function readUrl(text: string): Captured | undefined {
  const found = /(?:(GET|POST) )?(\S*\?\S*\b(?:msg_)?signature=[^\s"']+)/.exec(text);
  return found === null ? undefined : captured(found[1] ?? "GET", found[2] ?? "", "");
}

function captured(method: string, target: string, body: string): Captured | undefined {
  if (method !== "GET" && method !== "POST") return undefined;
  const mark = target.indexOf("?");
  const search = mark < 0 ? "" : target.slice(mark + 1);
  return { method, search: search.split("#", 1)[0] ?? "", body: body.trim() };
}

function refuse(name: string): never {
  throw new BadInputError(
    `${name} is no captured request: it should begin with GET or POST, the path and the whole query, ` +
      "then headers, an empty line and the body (docs/doctor.md#capturing)",
  );
}
