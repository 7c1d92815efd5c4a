import { phases, type Phase } from "../domain/phase.ts";
import { allMoves, type Move } from "./moves.ts";

/**
 * Draws how a conversation can move, as a Mermaid flowchart computed from the engine: an arrow from
 * phase to phase with the outcomes that go there. Moves that were not visited are dotted.
 */
export function diagramOf(isVisited: (move: Move) => boolean = () => true): string {
  const moves = allMoves();
  const lines = phases.flatMap((before) =>
    phases.flatMap((after) => {
      const between = moves.filter((move) => move.before === before && move.after === after);
      const visited = between.filter(isVisited);
      const others = between.filter((move) => !visited.includes(move));
      return [...arrow("-->", visited), ...arrow("-.->", others)];
    }),
  );
  const nodes = phases.map((phase) => `${nodeOf(phase)}(["${phase}"])`);
  return ["flowchart TD", ...[...nodes, ...lines].map((line) => `  ${line}`), ""].join("\n");
}

function arrow(line: "-->" | "-.->", moves: readonly Move[]): readonly string[] {
  const [first] = moves;
  if (first === undefined) return [];
  const outcomes = moves.map(({ outcome }) => outcome).sort();
  const label = outcomes.join("<br/>");
  return [`${nodeOf(first.before)} ${line}|"${label}"| ${nodeOf(first.after)}`];
}

// A dash in a name reads as the beginning of an arrow.
function nodeOf(phase: Phase): string {
  return phase.replaceAll("-", "_");
}
