import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One control taken out of the program, and the test that must notice it. */
export type Mutant = {
  /** The row of docs/security.md whose promise breaks: its `T16`, or how its first cell begins. */
  readonly of: string;
  /** The file below src. */
  readonly file: string;
  /** A piece of its text, which stands there exactly once. */
  readonly from: string;
  /** What stands there instead. It must still load and run. */
  readonly to: string;
  /** The file below test that must fail. */
  readonly test: string;
  /** Which of its tests is run: a part of the full title, the suite's title included. */
  readonly grep: string;
  /** Why no test can fail; without a reason a survivor fails the run. */
  readonly survives?: string;
};

/** Rows of one file of the program. */
export function mutantsOf(file: string, rows: readonly Omit<Mutant, "file">[]): readonly Mutant[] {
  return rows.map((row) => ({ ...row, file }));
}

/** The text of a mutant's file with its piece replaced; undefined when it is not there exactly once. */
export function mutatedText({ file, from, to }: Mutant, root: string): string | undefined {
  const path = join(root, "src", file);
  const pieces = existsSync(path) ? readFileSync(path, "utf8").split(from) : [];
  return pieces.length === 2 ? pieces.join(to) : undefined;
}

/** Names a mutant in one line. */
export function titleOf({ of, file, from, to }: Mutant): string {
  const short = (text: string): string => {
    const line = text.replace(/\s+/g, " ").trim();
    return line.length > 44 ? `${line.slice(0, 43)}…` : line;
  };
  return `${short(of)}  ${file}: ${short(from)} → ${short(to) || "(nothing)"}`;
}
