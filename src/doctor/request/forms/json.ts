import { z } from "zod";
import { parseJson } from "../../../domain/read-as.ts";
import type { Captured } from "../captured.ts";
import { capturedOf, onlyOf, UnreadableError } from "./target.ts";

type Tree = Readonly<Record<string, unknown>>;

/** Reads a HAR file, a line of a log in JSON, or several; undefined: it is no JSON. */
export function readJson(text: string): Captured | undefined {
  const values = valuesIn(text);
  if (values.length === 0) return undefined;
  const found = values.flatMap((value) => requestsIn(value));
  const only = onlyOf(found);
  if (only === undefined) {
    throw new UnreadableError("it is JSON without method, URL with query, and body");
  }
  return only;
}

function valuesIn(text: string): readonly unknown[] {
  const whole = jsonOf(text);
  if (whole !== undefined) return typeof whole === "object" ? [whole].flat() : [];
  // What a logger writes before its JSON is passed over.
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const values = lines.map((line) => jsonOf(line.slice(Math.max(0, line.indexOf("{")))));
  return values.every((value) => typeof value === "object" && value !== null) ? values : [];
}

function jsonOf(text: string): unknown {
  // nginx escapes as \xHH what JSON has other escapes for.
  return parseJson(text.replace(/\\x([0-9a-f]{2})/gi, "\\u00$1"));
}

function requestsIn(value: unknown): readonly Captured[] {
  const { data } = logged.safeParse(value);
  if (data === undefined) return [];
  if (data.log !== undefined) return data.log.entries.flatMap(requestsIn);
  const { request, ...around } = data;
  const inside = z.looseObject({}).safeParse(request).data;
  if (inside !== undefined) return requestsIn({ ...around, ...inside });
  const one = requestOf(data);
  return one === undefined ? [] : [one];
}

const logged = z.looseObject({
  /** Of a HAR file. */
  log: z
    .object({ entries: z.array(z.unknown()) })
    .optional()
    .catch(undefined),
  postData: z.object({ text: z.string() }).optional().catch(undefined),
});

const targets = ["url", "uri", "request_uri", "requestUri", "path", "target"] as const;
const queries = ["query", "query_string", "queryString", "args", "search"] as const;
const methods = ["method", "request_method", "requestMethod", "verb", "http_method"] as const;
const bodies = ["body", "request_body", "requestBody", "rawBody", "data", "payload"] as const;

function requestOf(fields: z.infer<typeof logged>): Captured | undefined {
  const line = /^(GET|POST) (\S+)/.exec(textIn(fields, ["request"]) ?? "");
  const found = line?.[2] ?? textIn(fields, targets);
  if (found === undefined) return undefined;
  const query = found.includes("?") ? undefined : textIn(fields, queries);
  const target = query === undefined ? found : `${found}?${query.replace(/^\?/, "")}`;
  const body = textIn(fields.postData ?? {}, ["text"]) ?? textIn(fields, bodies);
  const method = line?.[1] ?? textIn(fields, methods);
  if (method === undefined) throw new UnreadableError("it says no method");
  if (!/^(GET|POST)$/i.test(method)) return undefined;
  if (/^post$/i.test(method) && body === undefined) {
    throw new UnreadableError("it keeps no body, and a POST has one");
  }
  return capturedOf(method, target, body ?? "");
}

function textIn(fields: Tree, names: readonly string[]): string | undefined {
  const name = names.find((one) => typeof fields[one] === "string");
  const value = name === undefined ? undefined : fields[name];
  return typeof value === "string" && value !== "-" ? value : undefined;
}
