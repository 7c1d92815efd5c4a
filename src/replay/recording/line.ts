import { z } from "zod";
import { BadInputError } from "../../domain/bad-input.ts";
import { tryAs } from "../../domain/read-as.ts";

/**
 * One line of a recording, as `docs/recording.md` describes it: a callback, or the check of a URL,
 * with what was answered.
 */
export type RecordedLine = {
  /** The version of this shape. */
  readonly v: 1;
  readonly kind: "callback" | "check";
  /** When it arrived, as ISO 8601 writes it. */
  readonly at: string;
  /** The callback's plaintext; a check has none. */
  readonly xml?: string;
  /** An official account's callback that came unencrypted. */
  readonly mode?: "plain";
  /** Which delivery of the same callback it was, from 1. */
  readonly attempt?: number;
  /** How often it was sent, when more than once. */
  readonly copies?: number;
  /** The reply's plaintext; without it there was none. */
  readonly reply?: string;
  /** 0: no answer at all. */
  readonly status?: number;
  /** How long the answer took. */
  readonly ms?: number;
  /** What the answer got wrong. */
  readonly problems?: readonly { readonly name: string; readonly text: string }[];
  /** As it came over the wire, signatures and all. */
  readonly raw?: RawRequest;
};

/** A request to the letter: what follows the `?`, and its body as text, or as Base64 if it is none. */
export type RawRequest = {
  readonly query: string;
  readonly body?: string;
  readonly base64?: string;
};

/** Writes one line, without its end. */
export function writeRecordedLine(line: RecordedLine): string {
  return JSON.stringify(line);
}

/** Reads one line; `where` names it. Throws `BadInputError` that says what is wrong with it. */
export function readRecordedLine(text: string, where: string): RecordedLine {
  const fields = objectOf(text, where);
  if (fields["v"] !== 1) {
    const found = fields["v"] === undefined ? "no v" : `v ${JSON.stringify(fields["v"])}`;
    throw new BadInputError(`${where} has ${found}, and this program reads recordings of v 1`);
  }
  const read = tryAs(schema, fields, { whole: "the line", name: "field" });
  if ("problems" in read) throw new BadInputError(`${where}: ${read.problems.join("; ")}`);
  // Each field was just looked at.
  const line = read.value as RecordedLine;
  if (line.kind === "callback" && line.xml === undefined && line.raw === undefined) {
    throw new BadInputError(`${where} has neither xml nor raw`);
  }
  return line;
}

const count = z.int().min(0).optional();
const text = z.string().optional();

// What is not named here is somebody else's and stays.
const schema = z.looseObject({
  v: z.literal(1),
  kind: z.enum(["callback", "check"]).default("callback"),
  at: z
    .string()
    .refine((at) => !Number.isNaN(Date.parse(at)), { error: "must be a time (ISO 8601)" }),
  xml: text,
  mode: z.literal("plain").optional(),
  attempt: count,
  copies: count,
  reply: text,
  status: count,
  ms: z.number().optional(),
  problems: z.array(z.looseObject({ name: z.string(), text: z.string() })).optional(),
  raw: z.object({ query: z.string(), body: text, base64: text }).optional(),
});

function objectOf(text: string, where: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new BadInputError(`${where} is no JSON; a recording has one JSON object a line`);
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw new BadInputError(`${where} is no JSON object; a recording has one a line`);
}
