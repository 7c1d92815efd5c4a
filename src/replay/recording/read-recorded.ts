import { BadInputError } from "../../domain/bad-input.ts";
import { openEnvelope } from "../../wire/envelope.ts";
import { RefusedError } from "../../wire/refusal.ts";
import type { Secrets } from "../../wire/secrets.ts";
import { readRecordedLine, type RawRequest, type RecordedLine } from "./line.ts";
import { readXmlFile } from "./read-xml-file.ts";
import { readOneCallback, type RawBytes, type Recorded } from "./recorded.ts";
import { textLines } from "./text-lines.ts";

/** Is told of a line that cannot be sent: FILE:LINE, and why; nothing of what it says. */
export type PassedOver = (remark: string) => void;

/**
 * Reads what was recorded, file after file, a recording line by line; the secrets open what is
 * still encrypted. A line of a recording that cannot be read is passed over. Throws `BadInputError`
 * that names a file which cannot be.
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

/** A line of a recording, as it stands and as what it means; or where it is, and why it cannot be sent. */
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
  const at = Date.parse(line.at);
  if (line.kind === "check") return { kind: "check", where, at };
  const raw = line.raw === undefined ? undefined : bytesOf(line.raw);
  const { fields, ends } = readOneCallback(line.xml ?? xmlIn(raw, where, secrets), where);
  const { mode, attempt } = line;
  return { kind: "callback", where, at, fields, ends, mode, attempt, raw };
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
