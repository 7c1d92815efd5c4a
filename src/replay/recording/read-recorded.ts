import { BadInputError } from "../../domain/bad-input.ts";
import { openEnvelope } from "../../wire/envelope.ts";
import { RefusedError } from "../../wire/refusal.ts";
import type { Secrets } from "../../wire/secrets.ts";
import { readRecordedLine, type RawRequest, type RecordedLine } from "./line.ts";
import { readXmlFile } from "./read-xml-file.ts";
import { readCallbackFields, type RawBytes, type Recorded } from "./recorded.ts";
import { textLines } from "./text-lines.ts";

/**
 * Reads what was recorded, file after file, a recording line by line; the secrets open what is
 * still encrypted. Throws `BadInputError` that names the file, and the line.
 */
export async function* readRecorded(
  files: readonly string[],
  secrets: Secrets,
): AsyncGenerator<Recorded> {
  for (const file of files) {
    if (!isRecording(file)) yield readXmlFile(file, secrets);
    else {
      for await (const { where, line } of readRecording(file)) {
        yield recordedOf(line, where, secrets);
      }
    }
  }
}

/** Says whether a file is a recording by its name. */
export function isRecording(file: string): boolean {
  return /\.(jsonl|ndjson)$/i.test(file);
}

/** Reads the lines of a recording, as they stand. */
export async function* readRecording(
  file: string,
): AsyncGenerator<{ readonly where: string; readonly line: RecordedLine }> {
  for await (const { number, text } of textLines(file)) {
    const where = `${file}:${number}`;
    yield { where, line: readRecordedLine(text, where) };
  }
}

function recordedOf(line: RecordedLine, where: string, secrets: Secrets): Recorded {
  const at = Date.parse(line.at);
  if (line.kind === "check") return { kind: "check", where, at };
  const raw = line.raw === undefined ? undefined : bytesOf(line.raw);
  return {
    kind: "callback",
    where,
    at,
    fields: readCallbackFields(line.xml ?? xmlIn(raw, where, secrets), where),
    mode: line.mode,
    attempt: line.attempt,
    raw,
  };
}

function bytesOf({ query, body = "", base64 }: RawRequest): RawBytes {
  return { query, body: base64 === undefined ? body : Buffer.from(base64, "base64") };
}

function xmlIn(raw: RawBytes | undefined, where: string, secrets: Secrets): string {
  try {
    const { query = "", body = "" } = raw ?? {};
    return openEnvelope(secrets, query, Buffer.from(body).toString("utf8"), 0, 0).xml;
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    throw new BadInputError(`${where} cannot be opened with these secrets: ${error.advice}`);
  }
}
