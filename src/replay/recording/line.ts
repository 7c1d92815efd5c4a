import { BadInputError } from "../../domain/bad-input.ts";

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
  for (const [name, isRight, wanted] of shapes) {
    if (isRight(fields[name])) continue;
    throw new BadInputError(`${where}: ${name} must be ${wanted}`);
  }
  const { kind = "callback" } = fields;
  if (kind === "callback" && fields["xml"] === undefined && fields["raw"] === undefined) {
    throw new BadInputError(`${where} has neither xml nor raw`);
  }
  // Each field was just looked at.
  return { ...fields, kind } as RecordedLine;
}

type Shape = readonly [string, (value: unknown) => boolean, string];

const optional =
  (isRight: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    value === undefined || isRight(value);
const isText = (value: unknown): boolean => typeof value === "string";
const isCount = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0;

const shapes: readonly Shape[] = [
  ["kind", optional((value) => value === "callback" || value === "check"), "callback or check"],
  ["at", (value) => isText(value) && !Number.isNaN(Date.parse(String(value))), "a time (ISO 8601)"],
  ["xml", optional(isText), "text"],
  ["mode", optional((value) => value === "plain"), "plain"],
  ["attempt", optional(isCount), "a number"],
  ["copies", optional(isCount), "a number"],
  ["reply", optional(isText), "text"],
  ["status", optional(isCount), "a number"],
  ["ms", optional((value) => typeof value === "number"), "a number"],
  ["problems", optional(Array.isArray), "a list"],
  ["raw", optional(isRaw), "an object with query, and with body or base64"],
];

function isRaw(value: unknown): boolean {
  if (typeof value !== "object" || value === null || !("query" in value)) return false;
  const { query, body, base64 } = { body: undefined, base64: undefined, ...value };
  return isText(query) && optional(isText)(body) && optional(isText)(base64);
}

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
