import { causes, pageOf, type Cause } from "./causes.ts";
import type { Found } from "./check.ts";
import { unseen } from "./unseen.ts";

/** Colours a line, or leaves it as it is. */
export type Paint = (colour: "green" | "red" | "yellow", text: string) => string;

/** Tells what a check found: a line, and below it what should be known. */
export function reportOf(name: string, found: Found, paint: Paint): readonly string[] {
  const { state, seen, cause, details = [], warnings = [] } = found;
  const told = [...details.map((detail) => `    ${detail}`), ...warnings.map(warningLine(paint))];
  switch (state) {
    case "well":
      return [`${paint("green", "✓")} ${name}: ${seen}`, ...told];
    case "skipped":
      return [`- ${name}: ${seen}`, ...told];
    case "ill":
      return [`${paint("red", "✗")} ${name}: ${seen}`, ...told, ...adviceLines(cause)];
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

function warningLine(paint: Paint): (warning: string) => string {
  return (warning) => `  ${paint("yellow", "!")} ${warning}`;
}

function adviceLines(cause: Cause | undefined): readonly string[] {
  if (cause === undefined) return [];
  const { says, cure } = causes[cause];
  return [`  cause: ${says}`, `  cure:  ${cure}`, `  more:  ${pageOf(cause)}`];
}
