import { nameOfMove, type Move } from "./moves.ts";

const groups = ["phases", "outcomes", "callbacks", "settings"] as const;

/** What is counted by name, in addition to the moves. */
export type Group = (typeof groups)[number];

/** How often each thing was met, by name in the order of the engine, and what was not. */
export type Covered = Readonly<Record<Group, Counts>> & {
  readonly plays: number;
  readonly turns: number;
  /** Turns that could not be looked into: somebody's bot does not say how its conversations move. */
  readonly unseen: number;
  readonly moves: readonly (Move & { readonly times: number })[];
  readonly never: Readonly<Record<Group, readonly string[]>>;
};

type Counts = Readonly<Record<string, number>>;

/** Writes coverage as a table of plain text: what was met how often, and what never. */
export function tableOf(covered: Covered): string {
  const { plays, turns, unseen, moves, never } = covered;
  const made = moves.filter(({ times }) => times > 0).length;
  const summary = groups.map((group) => {
    const all = Object.keys(covered[group]).length;
    const missed = never[group];
    const names = missed.length === 0 ? "" : `  never: ${missed.join(", ")}`;
    return `${group.padEnd(10)} ${count(all - missed.length, all)}${names}`.trimEnd();
  });
  return [
    `coverage of ${plays} ${plays === 1 ? "talk" : "talks"}, ${turns} turns`,
    ...(unseen === 0 ? [] : [`${unseen} of the turns were a bot's that does not say how it moved`]),
    "",
    ...summary,
    `${"moves".padEnd(10)} ${count(made, moves.length)}`,
    ...groups.flatMap((group) => ["", group, ...rows(covered[group])]),
    "",
    "moves never made, and what would bring them about",
    ...moves
      .filter(({ times }) => times === 0)
      .map((move) => `  ${nameOfMove(move)} (${move.inputs.join(", ")})`),
    "",
  ].join("\n");
}

function count(some: number, all: number): string {
  return `${String(some).padStart(3)} of ${String(all).padStart(2)}`;
}

function rows(counts: Counts): readonly string[] {
  return Object.entries(counts).map(
    ([name, times]) => `  ${name.padEnd(28)}${(times === 0 ? "never" : String(times)).padStart(6)}`,
  );
}
