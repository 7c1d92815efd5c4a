/** What is still to be closed after the test that runs now. */
const waiting = new Set<() => Promise<void>>();

/** Closes something after the test that runs now, where mocha runs; else whoever made it does. */
export function closeLater(close: () => Promise<void>): void {
  waiting.add(close);
}

/**
 * Asks mocha to close what a test opened when all other hooks after that test have run. Called where
 * a suite is described or in a test: with `--parallel` each file has a root suite of its own, but
 * this module is loaded once.
 */
export function cleanUpAfterTests(): void {
  mocha.afterEach?.(function () {
    let suite = this.test.parent;
    while (suite.parent !== undefined) suite = suite.parent;
    if (asked.has(suite)) return;
    asked.add(suite);
    suite.afterEach(closeAll);
  });
}

/** The root suites that close what their tests opened. */
const asked = new WeakSet<Suite>();

type Suite = {
  readonly parent: Suite | undefined;
  readonly afterEach: (hook: () => Promise<void>) => void;
};
type Hook = (this: { readonly test: { readonly parent: Suite } }) => void;

// `afterEach` is looked up at each call: mocha puts another function there for each file.
const mocha = globalThis as { readonly afterEach?: (hook: Hook) => void };

/** Closes all that was opened during a test. */
async function closeAll(): Promise<void> {
  const all = [...waiting];
  waiting.clear();
  await Promise.all(all.map((close) => close()));
}
