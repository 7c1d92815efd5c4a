import { createWorldTarget } from "../src/targets/world-target.ts";
import { atOnceInProcess, runTalks } from "../src/talk/run.ts";
import { talkOfTenTurns } from "../test/support/talks.ts";
import { spreadOf } from "./report/figures.ts";
import { machineLine } from "./report/machine.ts";
import { shown } from "./report/table.ts";

/** Plays talks of ten turns, each in a world of its own, and prints how many a second. */
export async function playTalks(options: {
  readonly rounds: number;
  readonly talks: number;
}): Promise<void> {
  const talks = Array.from({ length: options.talks }, (_, index) => talkOfTenTurns(index));
  console.log(machineLine());
  const seconds: number[] = [];
  for (let round = 1; round <= options.rounds; round += 1) {
    const started = performance.now();
    const played = await runTalks(talks, {
      atOnce: atOnceInProcess,
      targetOf: ({ file }) => createWorldTarget(file),
    });
    const failed = played.filter(({ verdict }) => verdict !== "passed").length;
    if (failed > 0) throw new Error(`${failed} of ${talks.length} talks failed`);
    seconds.push((performance.now() - started) / 1000);
  }
  const { median, least, most } = spreadOf(seconds);
  console.log(
    `${talks.length} talks of ten turns: ${shown(median, 1)} s (${shown(least, 1)}–${shown(most, 1)}), ` +
      `${shown(talks.length / median)} talks/s, ${shown((talks.length * 10) / median)} turns/s`,
  );
}
