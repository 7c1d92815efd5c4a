const rewrittenEveryMs = 200;
const printedEveryMs = 10_000;

/** Puts a line in place of the one before; an empty one takes it back. */
export type Rewrite = (line: string) => void;

/**
 * Tells of progress: in place on a terminal, five times a second, or else as a line every 10 s.
 * `rewrite` is undefined where nothing can be put in place of anything.
 */
export function createProgress(rewrite: Rewrite | undefined, print: (line: string) => void) {
  const everyMs = rewrite === undefined ? printedEveryMs : rewrittenEveryMs;
  let toldAt = Date.now();
  let isShown = false;
  return {
    /** Says where things stand, unless that was said a moment ago. */
    at(line: () => string): void {
      if (Date.now() - toldAt < everyMs) return;
      toldAt = Date.now();
      isShown = rewrite !== undefined;
      (rewrite ?? print)(line());
    },
    /** Takes back what stands in place on a terminal, before something else is printed. */
    clear(): void {
      if (isShown) rewrite?.("");
      isShown = false;
    },
  };
}

/** How this process can rewrite its last line, if its stderr is a terminal. */
export function rewriteOfProcess(): Rewrite | undefined {
  const { stderr } = process;
  return stderr.isTTY ? (line) => void stderr.write(`\r\x1b[2K${line}`) : undefined;
}
