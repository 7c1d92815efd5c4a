const leftOut = new Map<string, Set<string>>();

/**
 * Leaves a test or a suite out, since this machine lacks what it needs: it counts as skipped, under
 * its own title with the reason, and the run says so once more at its end.
 */
export function leaveOut(title: string, lacking: string): void {
  if (leftOut.size === 0) process.once("exit", sayWhatWasLeftOut);
  leftOut.set(lacking, (leftOut.get(lacking) ?? new Set()).add(title));
  it.skip(`${title} (left out: no ${lacking})`);
}

/** Tests what is refused to everybody but root, who may read and write everywhere. */
export function itUnlessRoot(title: string, test: () => Promise<void>): void {
  if (process.getuid?.() === 0) leaveOut(title, "user but root");
  else it(title, test);
}

function sayWhatWasLeftOut(): void {
  for (const [lacking, titles] of leftOut) {
    console.log(`\nLeft out, no ${lacking}: ${[...titles].join("; ")}\n`);
  }
}
