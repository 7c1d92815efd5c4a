import { BadInputError } from "../domain/bad-input.ts";
import { outcomes } from "../domain/outcome.ts";
import { phases } from "../domain/phase.ts";
import { defaultSettings } from "../domain/settings.ts";
import type { Played } from "../talk/play/played.ts";
import { diagramOf } from "./diagram.ts";
import { allMoves, nameOfMove } from "./moves.ts";
import { callbackKinds } from "./samples.ts";
import { tableOf, type Covered, type Group } from "./table.ts";

/** Counts what talks meet, and what they never do. */
export type Coverage = ReturnType<typeof createCoverage>;

/** Begins to count what talks meet. */
export function createCoverage() {
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

  const json = (): Covered => ({
    plays,
    turns,
    unseen,
    ...ofEach((group) => Object.fromEntries(met[group])),
    moves: allMoves().map((move) => ({ ...move, times: moves.get(nameOfMove(move)) ?? 0 })),
    never: ofEach((group) => neverIn(met[group])),
  });

  return {
    /** Takes in what came of a play. */
    add(played: Played): void {
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
    /** A table for people. */
    text: () => tableOf(json()),
    /** The state diagram in Mermaid; moves that no talk made are dotted. */
    diagram: () => diagramOf((move) => moves.has(nameOfMove(move))),
  };
}

function ofEach<T>(make: (group: Group) => T): Record<Group, T> {
  return {
    phases: make("phases"),
    outcomes: make("outcomes"),
    callbacks: make("callbacks"),
    settings: make("settings"),
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

/**
 * Writes coverage for a file by its name: `.json` all that was counted, `.md` the table and the
 * diagram. Throws `BadInputError` for another ending.
 */
export function coverageFile(coverage: Coverage, file: string): string {
  if (file.endsWith(".json")) return `${JSON.stringify(coverage.json(), undefined, 2)}\n`;
  if (!file.endsWith(".md")) {
    throw new BadInputError(`--coverage ${file}: the file's name ends in .md or .json`);
  }
  const table = `\`\`\`\n${coverage.text()}\`\`\``;
  const diagram = `\`\`\`mermaid\n${coverage.diagram()}\`\`\``;
  const legend = "Dotted: no talk moved so.";
  return `# Coverage\n\n${table}\n\n${legend}\n\n${diagram}\n`;
}
