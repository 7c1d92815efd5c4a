import { z } from "zod";
import { BadInputError } from "./bad-input.ts";

/** What a value is called where something is wrong with all of it, and what its names are. */
export type Naming = { readonly whole: string; readonly name: string };

const ofBody: Naming = { whole: "the body", name: "field" };

/** Text of so many characters that every store keeps as it is: no half characters. */
export function textField(least: number, most: number): z.ZodType<string> {
  const range = least === 0 ? `at most ${most}` : `${least} to ${most}`;
  return z.custom<string>(
    (value) =>
      typeof value === "string" &&
      value.length >= least &&
      value.length <= most &&
      value.isWellFormed(),
    { error: `must be text of ${range} characters` },
  );
}

/** A whole number in a range. */
export function wholeNumber(least: number, most: number): z.ZodType<number> {
  return z.custom<number>(
    (value) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most,
    { error: `must be a whole number from ${least} to ${most}` },
  );
}

/** One of a few words. */
export function oneOf<const T extends readonly string[]>(choices: T): z.ZodType<T[number]> {
  return z.custom<T[number]>((value) => typeof value === "string" && choices.includes(value), {
    error: `must be one of ${choices.join(", ")}`,
  });
}

/** Parses JSON; undefined when the text is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Reads what came from outside. Throws `BadInputError` with one line for all that is wrong. */
export function readAs<T>(schema: z.ZodType<T>, value: unknown, naming: Naming = ofBody): T {
  const read = tryAs(schema, value, naming);
  if ("problems" in read) throw new BadInputError(read.problems.join("; "));
  return read.value;
}

/** Reads what came from outside, or lists all that is wrong with it: `path: what it must be`. */
export function tryAs<T>(
  schema: z.ZodType<T>,
  value: unknown,
  { whole, name }: Naming,
): { readonly value: T } | { readonly problems: readonly string[] } {
  // What the schema says itself stands before these words, and these before zod's own.
  const read = schema.safeParse(value, { error: wordsOf });
  if (read.success) return { value: read.data };
  const known = schema instanceof z.ZodObject ? Object.keys(schema.shape).join(", ") : "";
  const problems = read.error.issues.flatMap((issue) => {
    if (issue.code !== "unrecognized_keys") {
      return `${issue.path.map(String).join(".") || whole}: ${issue.message}`;
    }
    const there = issue.path.length === 0 ? `; there are ${known}` : "";
    return issue.keys.map((key) => `${[...issue.path, key].join(".")}: no such ${name}${there}`);
  });
  return { problems };
}

/** A value whose optional fields are there or not, and never undefined, as records keep them. */
export type Bare<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Leaves out the fields that are undefined. */
export function withoutUndefined<T extends object>(value: T): Bare<T> {
  const kept = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(kept) as Bare<T>;
}

function wordsOf(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return `must be ${kinds[issue.expected] ?? issue.expected}`;
    case "too_small":
      if (issue.minimum === 1 && unitOf(issue.origin) !== "") return "must not be empty";
      return `must be at least ${issue.minimum}${unitOf(issue.origin)}`;
    case "too_big":
      return `must be at most ${issue.maximum}${unitOf(issue.origin)}`;
    case "invalid_value":
      return `must be one of ${issue.values.map(String).join(", ")}`;
    default:
      return undefined;
  }
}

const kinds: Readonly<Partial<Record<string, string>>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a JSON object",
  record: "a JSON object",
};

function unitOf(origin: string): string {
  if (origin === "string") return " characters";
  return origin === "array" ? " entries" : "";
}
