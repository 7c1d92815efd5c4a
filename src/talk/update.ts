import { stepsIn } from "./grammar/parse.ts";
import { readLine } from "./grammar/read-line.ts";
import { spokenBy } from "./grammar/scope.ts";
import type { Expected, Step, Talk } from "./grammar/talk.ts";
import { namesIn, writeTemplate } from "./grammar/template.ts";
import { withHoles } from "./holes.ts";
import { writeForm } from "./notation.ts";
import type { Checked, Played } from "./play/played.ts";
import { linesAt } from "./report/difference.ts";

/** A talk with its bot lines rewritten, and the lines that could not be. */
export type Updated = {
  readonly text: string;
  /** Lines that were rewritten, by their numbers before. */
  readonly changed: ReadonlySet<number>;
  readonly left: readonly Left[];
};

/** A line that differed and stayed as it was. */
type Left = { readonly line: number; readonly why: string };

/**
 * Rewrites the lines of a talk that say what is answered to what was answered, in all its plays.
 * Everything else stays to the letter: remarks, line ends, and holes as far as the new text has a
 * place for them.
 */
export function updateTalk(talk: Talk, plays: readonly Played[]): Updated {
  const steps = answeredIn(talk.steps);
  const spoken = spokenIn(talk.steps);
  const changed = new Set<number>();
  const left: Left[] = [];
  const lines = linesOf(talk);
  // From the end, so that the numbers of the lines before stay right.
  for (const [line, checks] of [...byLine(plays)].sort(([one], [other]) => other - one)) {
    const [first] = checks;
    if (first === undefined || checks.every(({ isMet }) => isMet)) continue;
    const rewritten = rewrite(checks, steps.get(line), spoken);
    if ("why" in rewritten) left.unshift({ line, why: rewritten.why });
    else {
      changed.add(line);
      replace(lines, first, rewritten.text);
    }
  }
  const mark = talk.text.startsWith("\uFEFF") ? "\uFEFF" : "";
  return { text: mark + lines.map(({ text, end }) => text + end).join(""), changed, left };
}

/** Says whether a play that failed would still fail if its talk were updated. */
export function stillFails({ checks, verdict, problem, stopped }: Played, now: Updated): boolean {
  if (verdict !== "failed" || problem === undefined || stopped !== undefined)
    return verdict === "failed";
  const differing = new Set(checks.filter(({ isMet }) => !isMet).map(({ at }) => at.line));
  return !differing.has(problem.at.line) || [...differing].some((line) => !now.changed.has(line));
}

function byLine(plays: readonly Played[]): ReadonlyMap<number, readonly Checked[]> {
  const found = new Map<number, Checked[]>();
  for (const check of plays.flatMap(({ checks }) => checks)) {
    if (check.kind !== "answered" && check.kind !== "hears") continue;
    found.set(check.at.line, [...(found.get(check.at.line) ?? []), check]);
  }
  return found;
}

function answeredIn(steps: readonly Step[]): ReadonlyMap<number, Expected> {
  return new Map(
    stepsIn(steps).flatMap((step) => ("expected" in step ? [[step.at.line, step.expected]] : [])),
  );
}

function spokenIn(steps: readonly Step[]): ReadonlySet<string> {
  return new Set(
    stepsIn(steps)
      .flatMap(spokenBy)
      .flatMap(namesIn)
      .map(({ name }) => name),
  );
}

function rewrite(
  checks: readonly Checked[],
  expected: Expected | undefined,
  spoken: ReadonlySet<string>,
): { readonly text: string } | { readonly why: string } {
  if (checks.some(({ isMet, isCertain }) => !isMet && !isCertain)) {
    return { why: "is left as it was: what is answered there could not be found out" };
  }
  const texts = new Set(checks.map((check) => rewritten(check, expected)));
  const [text = ""] = texts;
  if (texts.size > 1) return { why: "was answered differently each time and is left as it was" };
  const caught =
    expected === undefined || expected.form === "nothing" ? [] : namesIn(expected.text);
  const lost = caught.find(({ name }) => spoken.has(name) && !text.includes(`{{${name}}}`));
  if (lost === undefined) return { text };
  return {
    why: `is left as it was: the answer has no place for {{${lost.name}}}, which is said later`,
  };
}

function rewritten({ met, names }: Checked, expected: Expected | undefined): string {
  if (met === undefined || expected === undefined) return writeForm(met);
  if (expected.form !== met.form) return writeForm(met);
  const template = withHoles(expected.text, met.text, names);
  const hasHoles = template.some(({ kind }) => kind !== "literal");
  if (!hasHoles) return writeForm(met);
  return `${met.form === "text" ? "" : `[${met.form}] `}${writeTemplate(template)}`;
}

type Written = { readonly text: string; readonly end: string };

/** The lines of a talk with their own ends. */
function linesOf({ source, text }: Talk): Written[] {
  const ends = text.match(/\r?\n/g) ?? [];
  return source.map((line, index) => ({ text: line, end: ends[index] ?? "" }));
}

/** Puts new lines in the place of a line and those that go on with it; remarks among them stay. */
function replace(lines: Written[], { at, kind, lastLine }: Checked, text: string): void {
  const old = lines.slice(at.line - 1, lastLine);
  const remarks = old.slice(1).filter((line) => readLine(line.text, 1).kind !== "more");
  const now = [...linesAt(old[0]?.text ?? "", kind, text), ...remarks.map((remark) => remark.text)];
  const end = lines[0]?.end === "\r\n" ? "\r\n" : "\n";
  const written = now.map((line, index) => {
    return { text: line, end: index < now.length - 1 ? end : (old.at(-1)?.end ?? end) };
  });
  lines.splice(at.line - 1, old.length, ...written);
}
