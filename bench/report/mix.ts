import { castOf, stepsOf, type Plan } from "../load/cast.ts";
import { tableOf } from "./table.ts";

/** Says what a round consists of: how often each outcome comes. */
export function mixLines(plan: Plan, connections: number): readonly string[] {
  const cast = castOf(plan, 1);
  const counts = new Map<string, number>();
  let total = 0;
  for (const player of cast) {
    for (const { outcome } of stepsOf(player, plan.now)) {
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
      total += 1;
    }
  }
  const rows = [...counts]
    .sort(([, one], [, other]) => other - one)
    .map(([outcome, count]) => [outcome, `${((100 * count) / total).toFixed(1)} %`]);
  return [
    `a round: ${total} messages of ${cast.length} followers over ${connections} connections, by outcome:`,
    ...tableOf(rows).map((line) => `  ${line}`),
  ];
}
