import type { Played } from "../play/played.ts";
import { nameOf } from "../run.ts";
import { differenceOf } from "./difference.ts";

/** Tells one play: a line when it passed, or else FILE:LINE, why, and the talk as a diff. */
export function tellPlayed(played: Played): readonly string[] {
  const { talk, verdict, problem, acts, ms } = played;
  const line = problem?.at.line ?? 1;
  const name = nameOf(played);
  switch (verdict) {
    case "passed":
      return [`✓ ${name} (${acts} ${acts === 1 ? "turn" : "turns"}, ${ms} ms)`];
    case "unreadable":
      return [problem?.message ?? ""];
    case "not-runnable":
      return [`${talk.file}:${line} not runnable, ${problem?.message ?? ""}${caseOf(played)}`];
    case "failed":
      return [
        `${talk.file}:${line} ${problem?.message ?? ""}${caseOf(played)}`,
        ...differenceOf(played),
        "",
      ];
  }
}

/** Counts what was played, in one line. */
export function tellTotals(all: readonly Played[]): string {
  const count = (verdict: Played["verdict"]): number =>
    all.filter((played) => played.verdict === verdict).length;
  const parts = [
    `${count("passed")} passed`,
    `${count("failed")} failed`,
    `${count("not-runnable")} not runnable`,
    ...(count("unreadable") === 0 ? [] : [`${count("unreadable")} not read`]),
  ];
  const turns = all.reduce((sum, { acts }) => sum + acts, 0);
  return `${all.length} ${all.length === 1 ? "talk" : "talks"}, ${turns} turns: ${parts.join(", ")}`;
}

function caseOf({ cases }: Played): string {
  return cases.length === 0 ? "" : ` (case ${cases.join(" › ")})`;
}
