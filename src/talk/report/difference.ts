import { readLine } from "../grammar/read-line.ts";
import { writeForm } from "../notation.ts";
import type { BehindLine, Checked, Played } from "../play/played.ts";

/** How many lines stand around a line that differs. */
const around = 6;

/**
 * Shows a talk that failed as a diff of itself, with the callback behind the first line that
 * differs: what was sent, what came back, how the conversation moved.
 */
export function differenceOf({ talk, checks, problem }: Played): readonly string[] {
  // Where the callback failed, there is no answer to compare.
  const isShown = ({ isMet, isCertain, at }: Checked): boolean =>
    !isMet && (isCertain || at.line === problem?.at.line);
  const failed = firstAt(checks.filter(isShown));
  const wanted = new Set(failed.keys());
  if (problem !== undefined) wanted.add(problem.at.line);
  const shown: string[] = [];
  let cut = false;
  for (let number = 1; number <= talk.source.length; number += 1) {
    const check = failed.get(number);
    const isNear = [...wanted].some((line) => Math.abs(line - number) <= around);
    if (!isNear) {
      cut = true;
      continue;
    }
    if (cut) shown.push("    …");
    cut = false;
    if (check === undefined) {
      const mark = problem?.at.line === number ? "  ! " : "    ";
      shown.push(`${mark}${talk.source[number - 1] ?? ""}`);
      continue;
    }
    const old = talk.source.slice(number - 1, check.lastLine);
    shown.push(...old.map((line) => `  - ${line}`));
    const { kind, met } = check;
    const now = linesAt(talk.source[number - 1] ?? "", kind, writeForm(met));
    shown.push(...now.map((line) => `  + ${line}`));
    number = check.lastLine;
  }
  if (cut) shown.push("    …");
  return [...shown, ...behindOf(problem?.behind)];
}

/** Writes a text in the place of what a source line has behind its sign, with `|` lines for more. */
export function linesAt(source: string, kind: Checked["kind"], text: string): readonly string[] {
  const [first = "", ...more] = text.split("\n");
  const indent = /^ */.exec(source)?.[0] ?? "";
  return [
    `${leadOf(source, kind)}${first}`.trimEnd(),
    ...more.map((line) => `${indent}| ${line}`.trimEnd()),
  ];
}

// What stands in a line before what is met.
function leadOf(source: string, kind: Checked["kind"]): string {
  const line = readLine(source, 1);
  if (line.kind === "turn") return source.slice(0, line.text.column - 1).trimEnd() + " ";
  const lead = kind === "fact" ? /^.*? = */s : /^ *[!！][ \u3000]+\S+ +\S+ +/;
  return lead.exec(source)?.[0] ?? `${source} `;
}

function firstAt(checks: readonly Checked[]): ReadonlyMap<number, Checked> {
  const first = new Map<number, Checked>();
  for (const check of checks) if (!first.has(check.at.line)) first.set(check.at.line, check);
  return new Map([...first].sort(([one], [other]) => one - other));
}

function behindOf(behind: BehindLine | undefined): readonly string[] {
  if (behind === undefined) return [];
  const { line, status, ms, problem, turn, sent, received } = behind;
  const moved =
    turn === undefined ? "" : `${turn.input}, ${turn.before} → ${turn.after}, ${turn.outcome}; `;
  const answered = status === 0 ? "no answer" : `answered ${status} in ${ms} ms`;
  return [
    "",
    `  behind it, line ${line}: ${moved}${answered}${problem === undefined ? "" : `; ${problem}`}`,
    `    sent      ${onOneLine(sent)}`,
    `    received  ${received === "" ? "(nothing)" : onOneLine(received)}`,
  ];
}

function onOneLine(xml: string): string {
  const line = xml.trim().replace(/\s*\n\s*/g, " ");
  return line.length > 1500 ? `${line.slice(0, 1500)}…` : line;
}
