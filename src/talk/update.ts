import { diffChars } from "diff";
import type { Expected, Part, Step, Talk, Template } from "./grammar/talk.ts";
import { writeTemplate } from "./grammar/template.ts";
import type { Checked, Met, Played } from "./play/played.ts";
import { writeForm } from "./notation.ts";
import { linesAt } from "./report/difference.ts";

/** A talk with its bot lines rewritten, and the lines that could not be. */
export type Updated = {
  readonly text: string;
  readonly changed: number;
  /** Lines that were met as different things in different rounds or cases. */
  readonly undecided: readonly number[];
};

/**
 * Rewrites the lines of a talk that say what is answered to what was answered, in all its plays.
 * Remarks stay, and so do holes as far as the new text has a place for them.
 */
export function updateTalk(talk: Talk, plays: readonly Played[]): Updated {
  const byLine = new Map<number, Checked[]>();
  for (const check of plays.flatMap(({ checks }) => checks)) {
    if (check.kind !== "answered" && check.kind !== "hears") continue;
    byLine.set(check.at.line, [...(byLine.get(check.at.line) ?? []), check]);
  }
  const expected = expectedByLine(talk.steps);
  const undecided: number[] = [];
  const lines = [...talk.source];
  let changed = 0;
  // From the end, so that the numbers of the lines before stay right.
  for (const [line, checks] of [...byLine].sort(([one], [other]) => other - one)) {
    const [first] = checks;
    if (first === undefined || checks.every(({ isMet }) => isMet)) continue;
    const texts = new Set(checks.map((check) => rewritten(check, expected.get(line))));
    const [text] = texts;
    if (texts.size > 1 || text === undefined) undecided.unshift(line);
    else {
      changed += 1;
      const now = linesAt(talk.source[line - 1] ?? "", first.kind, text);
      lines.splice(line - 1, first.lastLine - line + 1, ...now);
    }
  }
  return { text: lines.map((line) => `${line}\n`).join(""), changed, undecided };
}

function expectedByLine(steps: readonly Step[]): ReadonlyMap<number, Expected> {
  const found = new Map<number, Expected>();
  for (const step of steps) {
    if ("steps" in step) for (const [line, it] of expectedByLine(step.steps)) found.set(line, it);
    else if ("expected" in step) found.set(step.at.line, step.expected);
  }
  return found;
}

function rewritten({ met, names }: Checked, expected: Expected | undefined): string {
  if (met === undefined || expected === undefined) return writeForm(met);
  if (expected.form !== met.form) return writeForm(met);
  const lead = met.form === "text" ? "" : `[${met.form}] `;
  return `${lead}${writeTemplate(withHoles(expected.text, met, names))}`;
}

/** Finds each hole's place in a new text by what stands around it. */
export function withHoles(
  template: Template,
  { text }: Pick<Met, "text">,
  names: ReadonlyMap<string, string>,
): Template {
  const holes = template.filter(({ kind }) => kind !== "literal");
  let next = 0;
  const marked = template
    .map((part) => (part.kind === "literal" ? part.text : markOf(next++)))
    .join("");
  const parts: Part[] = [];
  const changes = diffChars(marked, text);
  for (const [index, { value, added, removed }] of changes.entries()) {
    if (added && changes[index - 1]?.removed) continue;
    const after = changes[index + 1];
    const replacing = removed && after?.added ? after.value : "";
    if (!removed) parts.push({ kind: "literal", text: value });
    else parts.push(...inPlaceOf(value, replacing, holes, names));
  }
  return joined(parts);
}

// A private character for each hole: nothing that is said looks like it.
const firstMark = 0xe000;

function markOf(index: number): string {
  return String.fromCharCode(firstMark + index);
}

function inPlaceOf(
  old: string,
  replacing: string,
  holes: Template,
  names: ReadonlyMap<string, string>,
): readonly Part[] {
  const hole = old.length === 1 ? holes[old.charCodeAt(0) - firstMark] : undefined;
  return hole !== undefined && fits(hole, replacing, names)
    ? [hole]
    : [{ kind: "literal", text: replacing }];
}

function fits(hole: Part, text: string, names: ReadonlyMap<string, string>): boolean {
  switch (hole.kind) {
    case "any":
      return text !== "";
    case "name":
      return text !== "" && (names.get(hole.name) ?? text) === text;
    case "pattern":
      return new RegExp(`^(?:${hole.source})$`, "u").test(text);
    case "literal":
      return false;
  }
}

function joined(parts: readonly Part[]): Template {
  const whole: Part[] = [];
  for (const part of parts) {
    const last = whole.at(-1);
    if (part.kind === "literal" && last?.kind === "literal") {
      whole[whole.length - 1] = { kind: "literal", text: last.text + part.text };
    } else if (part.kind !== "literal" || part.text !== "") whole.push(part);
  }
  return whole;
}
