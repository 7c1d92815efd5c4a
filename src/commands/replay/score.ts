import type { ProblemName, ReplyProblem } from "../../callback-client/problem.ts";
import type { Replayed } from "../../replay/replay.ts";

type Left = { readonly stillExpected: number; readonly passedOver: number };

/** Begins to count what comes of callbacks. */
export function createScore(allowed: ReadonlySet<ProblemName>) {
  const names = new Map<ProblemName, number>();
  let callbacks = 0;
  let wrongOnes = 0;
  let comparable = 0;
  let compared = 0;
  let differing = 0;
  let slowest = 0;
  return {
    /** Counts a callback, and answers what is wrong with it: no warning, and nothing allowed. */
    count({ recorded, sent, expected }: Replayed): readonly ReplyProblem[] {
      const { problems } = sent.verdict;
      const wrong = problems.filter(({ name, weight }) => weight === "error" && !allowed.has(name));
      for (const { name } of problems) names.set(name, (names.get(name) ?? 0) + 1);
      callbacks += 1;
      if (wrong.length > 0) wrongOnes += 1;
      if (recorded.kind === "callback") comparable += 1;
      if (expected !== undefined) compared += 1;
      if (expected !== undefined && expected.diff.length > 0) differing += 1;
      slowest = Math.max(slowest, sent.ms);
      return wrong;
    },
    /** How many callbacks there were so far. */
    callbacks: () => callbacks,
    soFar: (total: number): string =>
      `${callbacks.toLocaleString("en")} of ${total.toLocaleString("en")} callbacks, ${wrongOnes} wrong`,
    /** The last lines of a report, as remarks. */
    summary({ stillExpected, passedOver }: Left): readonly string[] {
      const found = [...names].map(([name, count]) => `${name} ${count}`).join(", ");
      const left = comparable - compared;
      const counted = [
        `${wrongOnes} wrong`,
        ...(compared === 0 ? ["not compared"] : [`${differing} differ`]),
        ...(compared === 0 || left === 0 ? [] : [`${left} not compared`]),
        ...(passedOver === 0 ? [] : [`${passedOver} passed over`]),
      ].join(", ");
      const all = `${callbacks} ${callbacks === 1 ? "callback" : "callbacks"}`;
      return [
        `# ${all}: ${counted}; the slowest took ${slowest} ms`,
        ...(found === "" ? [] : [`# ${found}`]),
        ...(stillExpected === 0
          ? []
          : [`# ${stillExpected} more ${stillExpected === 1 ? "was" : "were"} expected`]),
      ];
    },
    isGood: (): boolean => wrongOnes === 0 && differing === 0,
  };
}
