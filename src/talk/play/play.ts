import { BadInputError } from "../../domain/bad-input.ts";
import { namesIn } from "../grammar/template.ts";
import { withHoles } from "../holes.ts";
import { createListener, type Checkable } from "./listening.ts";
import { fill, match, type Bindings } from "./match.ts";
import { lackFor } from "./needs.ts";
import type { BehindLine, Checked, Met, Played, Problem } from "./played.ts";
import type { Play } from "./plays.ts";
import { LackError, type Target } from "./target.ts";
import type { SourcePlace, Step, WorldLine } from "../grammar/talk.ts";

/**
 * Plays a talk once on a target that was made for it. What the talk or the bot does wrong is in the
 * answer, not thrown.
 */
export async function playTalk({ talk, cases, steps }: Play, target: Target): Promise<Played> {
  const started = performance.now();
  let stopped: Problem | undefined;
  const run = createRun(target, hasArrivals(steps) ? "arrivals" : "replies");
  const end = (verdict: Played["verdict"], problem: Problem | undefined): Played => {
    const { checks, turns, worldLines, acts } = run;
    const ms = Math.round(performance.now() - started);
    const told = { talk, cases, verdict, problem, stopped };
    return { ...told, checks, turns, worldLines, acts: acts(), ms };
  };
  const lacking = lackOf(steps, target);
  if (lacking !== undefined) return end("not-runnable", lacking);
  try {
    if (steps[0]?.kind !== "seed") await target.seed(undefined);
    await run.steps(steps);
  } catch (error) {
    if (error instanceof LackError) {
      const { line } = run.at();
      return end("not-runnable", { at: run.at(), message: `line ${line} needs ${error.lack}` });
    }
    if (!(error instanceof CannotGoOnError)) throw error;
    stopped = error.problem;
    return end("failed", run.firstProblem() ?? stopped);
  }
  const problem = run.firstProblem();
  return end(problem === undefined ? "passed" : "failed", problem);
}

function lackOf(steps: readonly Step[], target: Target): Problem | undefined {
  for (const step of steps) {
    if ("steps" in step) {
      const inside = lackOf(step.steps, target);
      if (inside !== undefined) return inside;
      continue;
    }
    const lack = lackFor(step, target);
    if (lack !== undefined) return { at: step.at, message: `line ${step.at.line} needs ${lack}` };
  }
  return undefined;
}

function hasArrivals(steps: readonly Step[]): boolean {
  return steps.some(
    (step) => step.kind === "arrives" || ("steps" in step && hasArrivals(step.steps)),
  );
}

/** A line that nothing can be played after. */
class CannotGoOnError extends Error {
  override readonly name = "CannotGoOnError";
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

const none: Bindings = new Map();

type ActStep = Extract<Step, { kind: "acts" }>;

function createRun(target: Target, wants: "arrivals" | "replies") {
  const checks: Checked[] = [];
  const turns: BehindLine[] = [];
  const worldLines: WorldLine[] = [];
  let names = new Map<string, string>();
  let problem: Problem | undefined;
  let at: SourcePlace = { line: 1, column: 1 };
  let listener = createListener(target, wants);
  let acts = 0;

  async function playAll(steps: readonly Step[]): Promise<void> {
    for (const step of steps) await playStep(step);
  }

  async function playStep(step: Step): Promise<void> {
    at = step.at;
    switch (step.kind) {
      case "repeat":
        for (let round = 0; round < step.times; round += 1) await inside(step.steps);
        return;
      case "case":
        return inside(step.steps);
      case "acts":
        return act(step);
      case "seed":
        await onTarget(step, () => target.seed(step.path));
        // The new world has sent nothing yet.
        listener = createListener(target, wants);
        return;
      case "clock":
        return change(step, () => target.clock(step.text));
      case "set":
        return change(step, () => target.set(step.name, step.value));
      case "faults":
        return change(step, () => {
          target.faults(step.value);
          return undefined;
        });
      default:
        return check(step);
    }
  }

  async function check(step: Checkable): Promise<void> {
    const { at, kind } = step;
    const patience = problem === undefined;
    const heard = await onTarget(step, () => listener.check(step, names, patience));
    const { met, behind, isCertain, message } = heard;
    const isMet = heard.caught !== undefined;
    const before = new Map(names);
    const caught = heard.caught ?? (await onTarget(step, () => caughtAnyway(step, met)));
    for (const [name, value] of caught) names.set(name, value);
    if (!isMet) problem ??= { at, message, behind };
    const lastLine = "lastLine" in step ? step.lastLine : at.line;
    const namesThen = isMet ? new Map(names) : before;
    checks.push({ at, lastLine, kind, isMet, met, isCertain, names: namesThen });
  }

  // An answer that differs may still hold what its names stand for; later lines need that.
  function caughtAnyway(step: Checkable, met: Met | undefined): Bindings {
    if (met === undefined || !("expected" in step) || step.expected.form === "nothing") return none;
    const { text } = step.expected;
    if (namesIn(text).length === 0) return none;
    return match(withHoles(text, met.text, names), met.text, names) ?? none;
  }

  async function act(step: ActStep): Promise<void> {
    const what = { action: step.action, text: spoken(step) };
    acts += 1;
    const behind = await onTarget(step, () => listener.act(step, what));
    turns.push(behind);
    if (behind.problem === undefined) return;
    // A callback that fails is a problem even where no line expects its answer.
    problem ??= { at: step.at, message: behind.problem, behind };
    // A bot that does not answer at all will not answer the next line either: no use in waiting
    // again.
    if (behind.status === 0) throw new CannotGoOnError(problem);
  }

  async function inside(steps: readonly Step[]): Promise<void> {
    const outside = names;
    names = new Map(outside);
    await playAll(steps);
    names = outside;
  }

  function spoken(step: ActStep): string {
    const text = fill(step.text, names);
    if (text !== undefined) return text;
    const message = "this cannot be said: what it mentions was never met";
    throw new CannotGoOnError({ at: step.at, message });
  }

  async function onTarget<T>(step: Step, act: () => Promise<T> | T): Promise<T> {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof BadInputError)) throw error;
      throw new CannotGoOnError({ at: step.at, message: error.message });
    }
  }

  async function change(
    step: Step & WorldLine,
    make: () => Promise<void> | undefined,
  ): Promise<void> {
    await onTarget(step, make);
    worldLines.push(step);
  }

  return {
    steps: playAll,
    checks,
    turns,
    worldLines,
    acts: () => acts,
    firstProblem: () => problem,
    /** The line that is being played. */
    at: () => at,
  };
}
