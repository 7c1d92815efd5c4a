import { BadInputError } from "../../domain/bad-input.ts";
import { createListener, type Listener } from "./listening.ts";
import { fill } from "./match.ts";
import { needOf } from "./needs.ts";
import type { BehindLine, Checked, Played, Problem } from "./played.ts";
import type { Play } from "./plays.ts";
import { LackError, type Act, type Stage } from "./stage.ts";
import type { Place, Step, Template, World } from "../grammar/talk.ts";

/** Plays a talk once on a stage that was made for it. Throws only what is nobody's mistake. */
export async function playTalk({ talk, cases, steps }: Play, stage: Stage): Promise<Played> {
  const started = performance.now();
  const run = createRun(stage, hasArrivals(steps) ? "arrivals" : "replies");
  const end = (verdict: Played["verdict"], problem: Problem | undefined): Played => {
    const { checks, turns, worldLines, acts } = run;
    const ms = Math.round(performance.now() - started);
    return { talk, cases, verdict, problem, checks, turns, worldLines, acts: acts(), ms };
  };
  const lacking = lackOf(steps, stage);
  if (lacking !== undefined) return end("not-runnable", lacking);
  try {
    if (steps[0]?.kind !== "seed") await stage.seed(undefined);
    await run.steps(steps);
  } catch (error) {
    if (error instanceof LackError) {
      const { line } = run.at();
      return end("not-runnable", { at: run.at(), message: `line ${line} needs ${error.lack}` });
    }
    if (!(error instanceof CannotGoOnError)) throw error;
    return end("failed", run.firstProblem() ?? error.problem);
  }
  const problem = run.firstProblem();
  return end(problem === undefined ? "passed" : "failed", problem);
}

function lackOf(steps: readonly Step[], stage: Stage): Problem | undefined {
  for (const step of steps) {
    if ("steps" in step) {
      const inside = lackOf(step.steps, stage);
      if (inside !== undefined) return inside;
      continue;
    }
    const need = needOf(step);
    const lack = need === undefined ? undefined : stage.lacks(need);
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

type ActStep = Extract<Step, { kind: "says" | "does" }>;

type Run = {
  readonly steps: (steps: readonly Step[]) => Promise<void>;
  readonly checks: readonly Checked[];
  readonly turns: readonly BehindLine[];
  readonly worldLines: readonly World[];
  readonly acts: () => number;
  readonly firstProblem: () => Problem | undefined;
  /** The line that is being played. */
  readonly at: () => Place;
};

function createRun(stage: Stage, wants: "arrivals" | "replies"): Run {
  const checks: Checked[] = [];
  const turns: BehindLine[] = [];
  const worldLines: World[] = [];
  let names = new Map<string, string>();
  let problem: Problem | undefined;
  let at: Place = { line: 1, column: 1 };
  const listener: Listener = createListener(stage, wants);

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
      case "says":
        return act(step, { deed: "say", text: spoken(step, step.text) });
      case "does":
        return act(step, { deed: step.deed, text: spoken(step, step.text) });
      case "seed":
        return onStage(step, () => stage.seed(step.path));
      case "clock":
        return onStage(step, () => stage.clock(step.text));
      case "set":
        return onStage(step, () => stage.set(step.name, step.value));
      case "faults":
        return onStage(step, () => {
          stage.faults(step.value);
          return undefined;
        });
      default: {
        const heard = await listener.check(step, names, problem === undefined);
        for (const [name, value] of heard.caught ?? []) names.set(name, value);
        const isMet = heard.caught !== undefined;
        const { met, behind } = heard;
        if (!isMet) problem ??= { at: step.at, message: heard.message, behind };
        const lastLine = "lastLine" in step ? step.lastLine : step.at.line;
        const { at, kind } = step;
        checks.push({ at, lastLine, kind, isMet, met, names: new Map(names) });
      }
    }
  }

  async function act(step: ActStep, what: Act): Promise<void> {
    const behind = await listener.act(step, what);
    turns.push(behind);
    // A callback that fails is no conversation, whether or not somebody wrote down its answer.
    if (behind.problem !== undefined) {
      problem ??= { at: step.at, message: behind.problem, behind };
    }
  }

  async function inside(steps: readonly Step[]): Promise<void> {
    const outside = names;
    names = new Map(outside);
    await playAll(steps);
    names = outside;
  }

  function spoken(step: Step, template: Template): string {
    const text = fill(template, names);
    if (text !== undefined) return text;
    const message = "this cannot be said: what it mentions was never met";
    throw new CannotGoOnError({ at: step.at, message });
  }

  async function onStage(step: Step & World, act: () => Promise<void> | undefined): Promise<void> {
    try {
      await act();
      worldLines.push(step);
    } catch (error) {
      if (!(error instanceof BadInputError)) throw error;
      throw new CannotGoOnError({ at: step.at, message: error.message });
    }
  }

  const { acts } = listener;
  return {
    steps: playAll,
    checks,
    turns,
    worldLines,
    acts,
    firstProblem: () => problem,
    at: () => at,
  };
}
