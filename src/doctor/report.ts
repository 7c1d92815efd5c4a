import { causes, pageOf, type Cause } from "./causes.ts";
import type { Found } from "./check.ts";
import { unseen } from "./unseen.ts";

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

/** What stands at the end of every examination. */
export function closingOf(cause: Cause | undefined): readonly string[] {
  return [
    "",
    cause === undefined ? "Nothing wrong was found." : `The cause: ${cause}.`,
    "What I cannot see from here:",
    ...unseen.map((line) => `- ${line}`),
  ];
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
