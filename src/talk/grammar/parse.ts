import { BadInputError } from "../../domain/bad-input.ts";
import { readLine, type Line } from "./read-line.ts";
import { readStep } from "./read-step.ts";
import { mostRounds } from "./read-world.ts";
import { misboundIn } from "./scope.ts";
import type { Misread } from "./template.ts";
import type { Step, Talk } from "./talk.ts";

const mostProblems = 20;
const deepest = 16;

/** `answers`: the text behind `<` may still be missing, since `--update` is to fill it in. */
type Leave = { readonly open?: "answers" };

/**
 * Reads a talk. Throws `BadInputError` with a line for each problem: file, line, column, and what
 * was expected there.
 */
export function parseTalk(file: string, text: string, { open }: Leave = {}): Talk {
  const source = splitLines(text);
  const lines = source.map((line, index) => readLine(line, index + 1));
  const where: Where = { indent: 0, inside: "talk", depth: 0, rounds: 1 };
  const reader = createReader(lines);
  const { problems } = reader;
  const steps = readBlock(reader, where);
  if (problems.length === 0) problems.push(...misboundIn(steps));
  if (open !== "answers") problems.push(...unwrittenIn(steps, source));
  if (problems.length === 0) return { file, text, source, steps };
  const sorted = [...problems].sort((one, other) => one.at.line - other.at.line);
  const more = sorted.length > mostProblems ? [`${sorted.length - mostProblems} more`] : [];
  const told = sorted.slice(0, mostProblems).map(({ at, wanted }) => {
    return `${file}:${at.line}:${at.column} expected ${wanted}`;
  });
  throw new BadInputError([...told, ...more].join("\n"));
}

/** Reads a talk that is to be played. Throws `BadInputError` for one that holds nothing, too. */
export function parsePlayable(file: string, text: string, leave: Leave = {}): Talk {
  const talk = parseTalk(file, text, leave);
  if (stepsIn(talk.steps).some(isTold)) return talk;
  throw new BadInputError(
    `${file}:1:1 expected somebody to say or do something: zhangwei ~ follow`,
  );
}

/** Lists all steps, those in blocks too. */
export function stepsIn(steps: readonly Step[]): readonly Step[] {
  return steps.flatMap((step) => ("steps" in step ? stepsIn(step.steps) : [step]));
}

// A talk of nothing but these lines expects nothing, and would always pass.
function isTold({ kind }: Step): boolean {
  return kind !== "seed" && kind !== "set" && kind !== "clock" && kind !== "faults";
}

function unwrittenIn(steps: readonly Step[], source: readonly string[]): readonly Misread[] {
  return stepsIn(steps).flatMap((step) => {
    if (!("expected" in step) || step.expected.form !== "text") return [];
    if (step.expected.text.length > 0) return [];
    const { line } = step.at;
    const column = (source[line - 1] ?? "").trimEnd().length + 2;
    const wanted = "what is answered; (nothing) is silence, and --update fills it in";
    return [{ at: { line, column }, wanted }];
  });
}

/** Cuts a text into lines, whichever way they end; a BOM is no part of it. */
export function splitLines(text: string): readonly string[] {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}

type Reader = {
  /** The next line that is neither blank nor a remark. */
  readonly peek: () => Line | undefined;
  readonly take: () => Line | undefined;
  /** What could not be read so far. */
  readonly problems: Misread[];
};

function createReader(lines: readonly Line[]): Reader {
  const telling = lines.filter(({ kind }) => kind !== "blank" && kind !== "remark");
  let next = 0;
  return { peek: () => telling[next], take: () => telling[next++], problems: [] };
}

type Where = {
  readonly indent: number;
  readonly inside: "talk" | "repeat" | "case";
  readonly depth: number;
  /** How often lines here are played. */
  readonly rounds: number;
};

function readBlock(reader: Reader, where: Where): readonly Step[] {
  const steps: Step[] = [];
  for (;;) {
    const line = reader.peek();
    if (line === undefined || line.indent < where.indent) return steps;
    reader.take();
    if (line.indent > where.indent) {
      reader.problems.push(
        misread(line, line.indent, `no more than ${where.indent} spaces before this`),
      );
      continue;
    }
    const step = readWhole(reader, line, where);
    const before = steps.find((other) => step?.kind === "case" && isCaseOf(other, step.name));
    if (step !== undefined && before !== undefined) {
      const wanted = `another name: the case in line ${before.at.line} is called so`;
      reader.problems.push({ at: step.at, wanted });
    }
    if (step !== undefined) steps.push(step);
  }
}

function isCaseOf(step: Step, name: string): boolean {
  return step.kind === "case" && step.name === name;
}

/** Reads a line with the `|` lines that follow it, or with its block. */
function readWhole(reader: Reader, line: Line, where: Where): Step | undefined {
  if (line.kind === "misread") {
    reader.problems.push({ at: { line: line.number, column: line.column }, wanted: line.wanted });
    return undefined;
  }
  if (line.kind === "more") {
    reader.problems.push(misread(line, 0, "a line before this that it goes on with"));
    return undefined;
  }
  const more: Extract<Line, { kind: "more" }>[] = [];
  for (let next = reader.peek(); next?.kind === "more"; next = reader.peek()) {
    if (next.indent !== line.indent) break;
    more.push(next);
    reader.take();
  }
  const read = readStep(line, more);
  if ("wanted" in read) {
    reader.problems.push(read);
    // The lines inside of it are read as well, so that they are not reported as indented wrongly.
    const next = reader.peek();
    if (line.kind === "world" && next !== undefined && next.indent > line.indent) {
      readBlock(reader, { ...where, indent: next.indent });
    }
    return undefined;
  }
  if (read.kind !== "repeat" && read.kind !== "case") return read;
  const inner = {
    inside: read.kind,
    depth: where.depth + 1,
    rounds: where.rounds * (read.kind === "repeat" ? read.times : 1),
  };
  const wanted = unfitBlock(where, inner);
  if (wanted !== undefined) reader.problems.push({ at: read.at, wanted });
  return { ...read, steps: readIndented(reader, line, inner) };
}

function unfitBlock(where: Where, inner: Omit<Where, "indent">): string | undefined {
  if (inner.inside === "case" && where.inside === "repeat") {
    return "no case inside a repeat; put the repeat into the case";
  }
  if (inner.rounds > mostRounds)
    return `no more than ${mostRounds} rounds, those around it counted`;
  // Said once, and not again for each block that is deeper.
  return inner.depth === deepest + 1 ? `no more than ${deepest} blocks in each other` : undefined;
}

function readIndented(reader: Reader, opener: Line, inner: Omit<Where, "indent">): readonly Step[] {
  const next = reader.peek();
  if (next === undefined || next.indent < opener.indent + 2) {
    reader.problems.push(misread(opener, 0, "lines below this that are indented by two or more"));
    return [];
  }
  return readBlock(reader, { ...inner, indent: next.indent });
}

function misread({ number }: Line, indent: number, wanted: string): Misread {
  return { at: { line: number, column: indent + 1 }, wanted };
}
