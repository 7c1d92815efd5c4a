import { z } from "zod";
import { BadInputError } from "../../domain/bad-input.ts";
import { parseJson, tryAs } from "../../domain/read-as.ts";

const count = z.int().min(0).optional();
const text = z.string().optional();

const schema = z.object({
  /** The version of this shape. */
  v: z.literal(1),
  kind: z.enum(["callback", "check"]).default("callback"),
  /** When it arrived. */
  at: z
    .string()
    .refine((at) => !Number.isNaN(Date.parse(at)), { error: "must be a time (ISO 8601)" }),
  /** The callback's plaintext; a check has none. */
  xml: text,
  /** An official account's callback that came unencrypted. */
  mode: z.literal("plain").optional(),
  /** Which delivery of the same callback it was, from 1. */
  attempt: count,
  /** How often it was sent, when more than once. */
  copies: count,
  /** The reply's plaintext; undefined: there was none. */
  reply: text,
  /** 0: no answer at all. */
  status: count,
  /** How long the answer took. */
  ms: z.number().optional(),
  /** What was wrong with the answer. */
  problems: z.array(z.object({ name: z.string(), text: z.string() })).optional(),
  /** The request as it came, with its signatures: what follows the `?`, and the body. */
  raw: z.object({ query: z.string(), body: text, base64: text }).optional(),
});

/**
 * One line of a recording, as `docs/recording.md` describes it: a callback, or the check of a URL,
 * with what was answered.
 */
export type RecordedLine = Readonly<z.infer<typeof schema>>;

/** Reads one line; `where` names it. Throws `BadInputError` that says what is wrong with it. */
export function readRecordedLine(text: string, where: string): RecordedLine {
  const value = parseJson(text);
  if (value === undefined) {
    throw new BadInputError(`${where} is no JSON; a recording has one JSON object a line`);
  }
  const versioned = z.object({ v: z.unknown().optional() }).safeParse(value);
  if (!versioned.success) {
    throw new BadInputError(`${where} is no JSON object; a recording has one a line`);
  }
  const { v } = versioned.data;
  if (v !== 1) {
    const found = v === undefined ? "no v" : `v ${JSON.stringify(v)}`;
    throw new BadInputError(`${where} has ${found}, and this program reads recordings of v 1`);
  }
  const read = tryAs(schema, value, { whole: "the line", name: "field" });
  if ("problems" in read) throw new BadInputError(`${where}: ${read.problems.join("; ")}`);
  const line = read.value;
  if (line.kind === "callback" && line.xml === undefined && line.raw === undefined) {
    throw new BadInputError(`${where} has neither xml nor raw`);
  }
  return line;
}
