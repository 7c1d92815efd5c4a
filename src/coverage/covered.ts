import type { Move } from "./moves.ts";

/** How often each thing was met, and what was not. */
export type Covered = {
  readonly plays: number;
  readonly turns: number;
  /** Turns that could not be looked into: somebody's bot does not say how its conversations move. */
  readonly unseen: number;
  readonly phases: Counts;
  readonly outcomes: Counts;
  readonly callbacks: Counts;
  readonly settings: Counts;
  readonly moves: readonly (Move & { readonly times: number })[];
  readonly never: {
    readonly phases: readonly string[];
    readonly outcomes: readonly string[];
    readonly callbacks: readonly string[];
    readonly settings: readonly string[];
  };
};

/** By name, in the order in which the engine lists them. */
export type Counts = Readonly<Record<string, number>>;
