import { causes, pageOf, type Cause } from "./causes.ts";
import type { Finding } from "./check.ts";
import { unseenOf } from "./unseen.ts";

/** Tells what a check found: a line, and below it what should be known. */
export function reportOf(name: string, found: Finding): readonly string[] {
  const { state, seen, cause, details = [], warnings = [] } = found;
  const told = [
    ...details.map((detail) => `    ${inOneLine(detail)}`),
    ...warnings.map((warning) => `  ! ${inOneLine(warning)}`),
  ];
  const line = `${name}: ${inOneLine(seen)}`;
  switch (state) {
    case "well":
      return [`✓ ${line}`, ...told];
    case "skipped":
      return [`- ${line}`, ...told];
    case "ill":
      return [`✗ ${line}`, ...told, ...adviceLines(cause)];
  }
}

/** What an examination came to. */
export type Diagnosis = {
  readonly cause: Cause | undefined;
  /** How many things were told that are no cause. */
  readonly warnings: number;
  /** The URL that was called; undefined: a captured request was read. */
  readonly url: string | undefined;
};

/** Returns the last lines of a report; what cannot be seen from here only where no cause was found. */
export function closingOf({ cause, warnings, url }: Diagnosis): readonly string[] {
  if (cause !== undefined) return ["", `The cause: ${cause}.`];
  const counted = `No cause was found; ${warnings} ${warnings === 1 ? "warning" : "warnings"}.`;
  const closing = ["", warnings === 0 ? "Nothing wrong was found." : counted];
  if (url === undefined) return closing;
  return [...closing, "What I cannot see from here:", ...unseenOf(url).map((line) => `- ${line}`)];
}

// A line end in what a bot answered must not begin a line of the report.
function inOneLine(text: string): string {
  return text.replaceAll("\n", "␊");
}

function adviceLines(cause: Cause | undefined): readonly string[] {
  if (cause === undefined) return [];
  const { says, cure } = causes[cause];
  return [`  cause: ${says}`, `  cure:  ${cure}`, `  more:  ${pageOf(cause)}`];
}
