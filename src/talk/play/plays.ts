import type { Step, Talk } from "../grammar/talk.ts";

/** A talk as it is played once: with the lines of one case, or as it stands. */
export type Play = {
  readonly talk: Talk;
  /** The cases that are played, outermost first. */
  readonly cases: readonly string[];
  readonly steps: readonly Step[];
};

/**
 * Says how often a talk is played: once, or once for each of its cases, with the lines outside of
 * cases and that case's own in its place. A case inside a case is played within it.
 */
export function playsOf(talk: Talk): readonly Play[] {
  return pathsIn(talk.steps).map((path) => ({
    talk,
    cases: path.map(({ name }) => name),
    steps: along(talk.steps, path),
  }));
}

type Case = Extract<Step, { kind: "case" }>;

function pathsIn(steps: readonly Step[]): readonly (readonly Case[])[] {
  const cases = steps.filter((step) => step.kind === "case");
  if (cases.length === 0) return [[]];
  return cases.flatMap((step) => pathsIn(step.steps).map((path) => [step, ...path]));
}

function along(steps: readonly Step[], path: readonly Case[]): readonly Step[] {
  return steps.flatMap((step): readonly Step[] => {
    if (step.kind !== "case") return [step];
    const [chosen, ...rest] = path;
    return step === chosen ? [{ ...step, steps: along(step.steps, rest) }] : [];
  });
}
