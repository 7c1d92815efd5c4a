import type { ProblemName, ReplyProblem } from "../../caller/problem.ts";
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
  summary(stillExpected: number): readonly string[];
  isGood(): boolean;
};

/** Starts counting. */
export function createScore(): Score {
  const names = new Map<ProblemName, number>();
  let callbacks = 0;
  let wrongOnes = 0;
  let differing = 0;
  let slowest = 0;
  return {
    count({ sent, expected }, allowed) {
      const { problems } = sent.verdict;
      const wrong = problems.filter(({ name, weight }) => weight === "error" && !allowed.has(name));
      for (const { name } of problems) names.set(name, (names.get(name) ?? 0) + 1);
      callbacks += 1;
      if (wrong.length > 0) wrongOnes += 1;
      if (expected !== undefined && expected.diff.length > 0) differing += 1;
      slowest = Math.max(slowest, sent.ms);
      return { wrong, callbacks };
    },
    soFar: (total) =>
      `${callbacks.toLocaleString("en")} of ${total.toLocaleString("en")} callbacks, ${wrongOnes} wrong`,
    summary(stillExpected) {
      const found = [...names].map(([name, count]) => `${name} ${count}`).join(", ");
      return [
        `# ${callbacks} callbacks: ${wrongOnes} wrong, ${differing} differ; the slowest took ${slowest} ms`,
        ...(found === "" ? [] : [`# ${found}`]),
        ...(stillExpected === 0 ? [] : [`# ${stillExpected} more were expected`]),
      ];
    },
    isGood: () => wrongOnes === 0 && differing === 0,
  };
}
