import { causes, pageOf, type Cause } from "./causes.ts";
import type { Found } from "./check.ts";
import { unseenOf } from "./unseen.ts";

/** Colours a line, or leaves it as it is. */
export type Paint = (colour: "green" | "red" | "yellow", text: string) => string;

/** Tells what a check found: a line, and below it what should be known. */
export function reportOf(name: string, found: Found, paint: Paint): readonly string[] {
  const { state, seen, cause, details = [], warnings = [] } = found;
  const told = [
    ...details.map((detail) => `    ${printable(detail)}`),
    ...warnings.map((warning) => `  ${paint("yellow", "!")} ${printable(warning)}`),
  ];
  const line = `${name}: ${printable(seen)}`;
  switch (state) {
    case "well":
      return [`${paint("green", "✓")} ${line}`, ...told];
    case "skipped":
      return [`- ${line}`, ...told];
    case "ill":
      return [`${paint("red", "✗")} ${line}`, ...told, ...adviceLines(cause)];
  }
}

/** What an examination came to. */
export type Outcome = {
  readonly cause: Cause | undefined;
  /** How many things were told that are no cause. */
  readonly warnings: number;
  /** The URL that was called; undefined: a captured request was read. */
  readonly url: string | undefined;
};

/** What stands at the end of an examination; what cannot be seen only where nothing else explains. */
export function closingOf({ cause, warnings, url }: Outcome): readonly string[] {
  if (cause !== undefined) return ["", `The cause: ${cause}.`];
  const counted = `No cause was found; ${warnings} ${warnings === 1 ? "warning" : "warnings"}.`;
  const closing = ["", warnings === 0 ? "Nothing wrong was found." : counted];
  if (url === undefined) return closing;
  return [...closing, "What I cannot see from here:", ...unseenOf(url).map((line) => `- ${line}`)];
}

// What strangers answer must not move a terminal's cursor, nor turn its text around.
function printable(text: string): string {
  return text.replace(/[\p{Cc}\u202A-\u202E\u2066-\u2069\uFFFD]/gu, "·");
}

function adviceLines(cause: Cause | undefined): readonly string[] {
  if (cause === undefined) return [];
  const { says, cure } = causes[cause];
  return [`  cause: ${says}`, `  cure:  ${cure}`, `  more:  ${pageOf(cause)}`];
}
