/** Wakes whoever waits; a ring between looking and waiting is not lost. */
export type Bell = {
  readonly ring: () => void;
  /** How often it has rung: taken before looking, given to `after`. */
  rings(): number;
  /** Resolves when it has rung more often than `seen`. */
  after(seen: number): Promise<void>;
};

/** Makes a bell that has not rung yet. */
export function createBell(): Bell {
  let count = 0;
  let waiting: (() => void)[] = [];
  return {
    rings: () => count,
    ring() {
      count += 1;
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
    after(seen) {
      if (count !== seen) return Promise.resolve();
      return new Promise((resolve) => waiting.push(resolve));
    },
  };
}
