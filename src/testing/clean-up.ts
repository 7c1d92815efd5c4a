/** What is still to be closed after the test that runs now. */
const waiting = new Set<() => Promise<void>>();

/** Closes something after the test that runs now, where mocha runs; else whoever made it does. */
export function closeLater(close: () => Promise<void>): void {
  waiting.add(close);
}

/** Closes all that was opened during a test. */
async function closeAll(): Promise<void> {
  const all = [...waiting];
  waiting.clear();
  await Promise.all(all.map((close) => close()));
}

// Registered once, for every test of the run: this is imported before any suite is described.
const { afterEach } = globalThis as { readonly afterEach?: (hook: () => Promise<void>) => void };
afterEach?.(closeAll);
