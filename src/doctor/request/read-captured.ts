import { BadInputError } from "../../domain/bad-input.ts";
import type { Captured } from "./captured.ts";
import { readCurl } from "./forms/curl.ts";
import { readHttp } from "./forms/http.ts";
import { readJson } from "./forms/json.ts";
import { readLogLine } from "./forms/log-line.ts";
import { UnreadableError } from "./forms/target.ts";

/** The forms in which a captured request can be read, as they are told to people. */
export const readableForms = [
  "a curl command with the URL in quotes, with -d, --data-raw, --data-binary or -d @- and the body",
  "HTTP as it goes over the wire, or a .http file: POST /wx?msg_signature=… HTTP/1.1, headers, an empty line, the body",
  "what curl -v printed of a GET",
  "a HAR file, or a line of a log in JSON with method, URL (uri, request) and body",
  "a line of an access log, for a POST with the body in quotes",
  "the URL of a GET alone",
] as const;

/**
 * Reads a captured request in any of `readableForms`. `name` is the file's. Throws `BadInputError`
 * that lists them when it is not surely understood: it is never taken for another request.
 */
export function readCaptured(name: string, text: string): Captured {
  const pasted = straightened(text);
  try {
    const captured =
      readJson(pasted) ?? readCurl(pasted) ?? readHttp(pasted) ?? readLogLine(pasted);
    if (captured !== undefined) return captured;
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    throw unreadable(`${name} is not readable in this form: ${error.message}`);
  }
  throw unreadable(`${name} is not readable in this form`);
}

/** Takes off what pasting puts around every line: a mark, line ends, indentation. */
function straightened(text: string): string {
  const lines = text
    .replace(/^\uFEFF/, "")
    .replace(/\r\n?/g, "\n")
    .split("\n");
  const filled = lines.filter((line) => line.trim() !== "");
  const indents = filled.map((line) => line.length - line.trimStart().length);
  const common = indents.reduce((least, indent) => Math.min(least, indent), Infinity);
  return lines
    .map((line) => line.slice(common))
    .join("\n")
    .trim();
}

function unreadable(what: string): BadInputError {
  const forms = readableForms.map((form) => `\n  - ${form}`).join("");
  return new BadInputError(`${what}; readable are:${forms}`);
}
