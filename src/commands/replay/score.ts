import type { ProblemName, ReplyProblem } from "../../callback-client/problem.ts";
import type { Replayed } from "../../replay/replay.ts";

/** Counts what came of callbacks. */
export type Score = {
  /**
   * Counts one; answers what is wrong with it, without what is allowed or only a warning, and how
   * many there were so far.
   */
  count(
    replayed: Replayed,
    allowed: ReadonlySet<ProblemName>,
  ): { readonly wrong: readonly ReplyProblem[]; readonly callbacks: number };
  soFar(total: number): string;
  /** The last lines of a report, as remarks. */
  summary(left: { readonly stillExpected: number; readonly passedOver: number }): readonly string[];
  isGood(): boolean;
};

/** Starts counting. */
export function createScore(): Score {
  const names = new Map<ProblemName, number>();
  let callbacks = 0;
  let wrongOnes = 0;
  let comparable = 0;
  let compared = 0;
  let differing = 0;
  let slowest = 0;
  return {
    count({ recorded, sent, expected }, allowed) {
      const { problems } = sent.verdict;
      const wrong = problems.filter(({ name, weight }) => weight === "error" && !allowed.has(name));
      for (const { name } of problems) names.set(name, (names.get(name) ?? 0) + 1);
      callbacks += 1;
      if (wrong.length > 0) wrongOnes += 1;
      if (recorded.kind === "callback") comparable += 1;
      if (expected !== undefined) compared += 1;
      if (expected !== undefined && expected.diff.length > 0) differing += 1;
      slowest = Math.max(slowest, sent.ms);
      return { wrong, callbacks };
    },
    soFar: (total) =>
      `${callbacks.toLocaleString("en")} of ${total.toLocaleString("en")} callbacks, ${wrongOnes} wrong`,
    summary({ stillExpected, passedOver }) {
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
    isGood: () => wrongOnes === 0 && differing === 0,
  };
}
