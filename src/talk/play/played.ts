import type { Reply } from "../../domain/reply.ts";
import type { SourcePlace, Talk, WorldLine } from "../grammar/talk.ts";
import type { Behind } from "./target.ts";

/** What came of playing a talk once. */
export type Played = {
  readonly talk: Talk;
  readonly cases: readonly string[];
  readonly verdict: "passed" | "failed" | "not-runnable" | "unreadable";
  /** The first line that differed or could not be played, and why. */
  readonly problem: Problem | undefined;
  /** The line after which nothing could be played any more, if there was one. */
  readonly stopped?: Problem | undefined;
  readonly checks: readonly Checked[];
  /** The callbacks behind all that was said and done, in order. */
  readonly turns: readonly BehindLine[];
  /** The `@` lines about the world that were carried out, in order. */
  readonly worldLines: readonly WorldLine[];
  /** How many lines were said or done. */
  readonly acts: number;
  readonly ms: number;
};

/** Makes the entry that reports have for a file that could not be read as a talk. */
export function unreadable(file: string, why: string): Played {
  return {
    talk: { file, text: "", source: [], steps: [] },
    cases: [],
    verdict: "unreadable",
    problem: { at: { line: Number(/:(\d+):\d+ /.exec(why)?.[1] ?? 1), column: 1 }, message: why },
    checks: [],
    turns: [],
    worldLines: [],
    acts: 0,
    ms: 0,
  };
}

/** Why a talk did not pass. */
export type Problem = {
  readonly at: SourcePlace;
  readonly message: string;
  readonly behind?: BehindLine | undefined;
};

/** A line that expected something, and what was met. */
export type Checked = {
  readonly at: SourcePlace;
  readonly lastLine: number;
  readonly kind: "answered" | "hears" | "arrives" | "fact";
  readonly isMet: boolean;
  /** What was met; undefined: nothing was. */
  readonly met: Met | undefined;
  /** False where nothing could be met: nobody was asked, the callback failed, nobody waited. */
  readonly isCertain: boolean;
  /** The values of names after this line. */
  readonly names: ReadonlyMap<string, string>;
};

/** What somebody read, or the world said: its form, and its text as it came. */
export type Met = { readonly form: Reply["type"]; readonly text: string };

/** A callback, and the line that brought it about. */
export type BehindLine = Behind & { readonly line: number };
