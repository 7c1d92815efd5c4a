import { outcomes } from "../domain/outcome.ts";
import { phases } from "../domain/phase.ts";
import { defaultSettings } from "../domain/settings.ts";
import type { Played } from "../talk/play/played.ts";
import { diagramOf } from "./diagram.ts";
import { allMoves, nameOfMove } from "./moves.ts";
import { callbackKinds } from "./samples.ts";
import type { Covered } from "./covered.ts";
import { tableOf } from "./table.ts";

/** What talks have met, and what never. */
export type Coverage = {
  /** Takes in what came of a play. */
  add(played: Played): void;
  /** A table for people. */
  text(): string;
  json(): Covered;
  /** The state diagram in Mermaid; moves that no talk made are dotted. */
  diagram(): string;
};

/** Begins to count what talks meet. */
export function createCoverage(): Coverage {
  const met = {
    phases: countsOf(phases),
    outcomes: countsOf(outcomes),
    callbacks: countsOf(callbackKinds),
    settings: countsOf(Object.keys(defaultSettings)),
  };
  const moves = new Map<string, number>();
  let plays = 0;
  let turns = 0;
  let unseen = 0;

  function json(): Covered {
    return {
      plays,
      turns,
      unseen,
      phases: Object.fromEntries(met.phases),
      outcomes: Object.fromEntries(met.outcomes),
      callbacks: Object.fromEntries(met.callbacks),
      settings: Object.fromEntries(met.settings),
      moves: allMoves().map((move) => ({ ...move, times: moves.get(nameOfMove(move)) ?? 0 })),
      never: {
        phases: neverIn(met.phases),
        outcomes: neverIn(met.outcomes),
        callbacks: neverIn(met.callbacks),
        settings: neverIn(met.settings),
      },
    };
  }

  return {
    add(played) {
      plays += 1;
      for (const line of played.worldLines) {
        if (line.kind === "set") count(met.settings, line.name);
      }
      for (const { turn } of played.turns) {
        turns += 1;
        if (turn === undefined) {
          unseen += 1;
          continue;
        }
        for (const phase of new Set([turn.before, turn.after])) count(met.phases, phase);
        count(met.outcomes, turn.outcome);
        count(met.callbacks, turn.input);
        count(moves, nameOfMove(turn));
      }
    },
    json,
    text: () => tableOf(json()),
    diagram: () => diagramOf((move) => moves.has(nameOfMove(move))),
  };
}

function countsOf(names: readonly string[]): Map<string, number> {
  return new Map(names.map((name) => [name, 0]));
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function neverIn(counts: ReadonlyMap<string, number>): readonly string[] {
  return [...counts].flatMap(([name, times]) => (times === 0 ? [name] : []));
}
