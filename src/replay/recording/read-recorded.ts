import { BadInputError } from "../../domain/bad-input.ts";
import { openEnvelope } from "../../wire/envelope.ts";
import type { Secrets } from "../../wire/secrets.ts";
import { readRecordedLine, type RecordedLine } from "./line.ts";
import { readXmlFile } from "./read-xml-file.ts";
import { opened, readOneCallback, type RawBytes, type Recorded } from "./recorded.ts";
import { textLines } from "./text-lines.ts";

/** Is told of a line that cannot be sent: FILE:LINE, and why, and nothing that somebody said. */
export type PassedOver = (remark: string) => void;

/**
 * Reads what was recorded, file after file, a recording line by line; the secrets decrypt what is
 * still encrypted. Passes over a line of a recording that cannot be read. Throws `BadInputError`
 * that names a file which cannot be read.
 */
export async function* readRecorded(
  files: readonly string[],
  secrets: Secrets,
  passedOver: PassedOver = () => undefined,
): AsyncGenerator<Recorded> {
  for (const file of files) {
    if (!isRecording(file)) yield* await readXmlFile(file, secrets);
    else {
      for await (const read of readLines(file, secrets)) {
        if ("why" in read) passedOver(read.why);
        else yield read.recorded;
      }
    }
  }
}

/** Says whether a file is a recording by its name. */
export function isRecording(file: string): boolean {
  return /\.(jsonl|ndjson)$/i.test(file);
}

/** A line of a recording as it is written, and as what it means; or where it is, and why it cannot be sent. */
export type ReadLine =
  { readonly line: RecordedLine; readonly recorded: Recorded } | { readonly why: string };

/** Reads a recording line by line. Throws `BadInputError` that names a file which cannot be read. */
export async function* readLines(file: string, secrets: Secrets): AsyncGenerator<ReadLine> {
  for await (const { number, text } of textLines(file)) {
    yield readLineOfRecording(text, `${file}:${number}`, secrets);
  }
}

/** Reads one line of a recording; `where` names it. */
export function readLineOfRecording(text: string, where: string, secrets: Secrets): ReadLine {
  try {
    const line = readRecordedLine(text, where);
    return { line, recorded: recordedOf(line, where, secrets) };
  } catch (error) {
    if (error instanceof BadInputError) return { why: error.message };
    throw error;
  }
}

function recordedOf(line: RecordedLine, where: string, secrets: Secrets): Recorded {
  const { kind, mode, attempt } = line;
  const at = Date.parse(line.at);
  if (kind === "check") return { kind, where, at };
  const raw = line.raw && bytesOf(line.raw);
  const xml = line.xml ?? opened(where, () => xmlIn(raw, secrets));
  const { fields, ends } = readOneCallback(xml, where);
  return { kind, where, at, fields, ends, mode, attempt, raw };
}

function bytesOf({ query, body = "", base64 }: NonNullable<RecordedLine["raw"]>): RawBytes {
  return { query, body: base64 === undefined ? body : Buffer.from(base64, "base64") };
}

function xmlIn(raw: RawBytes | undefined, secrets: Secrets): string {
  const { query = "", body = "" } = raw ?? {};
  return openEnvelope(secrets, query, Buffer.from(body).toString("utf8"), 0, 0).xml;
}
