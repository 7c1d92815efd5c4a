/** Wakes whoever waits; a wake-up between looking and waiting is not lost. */
export type WakeUp = {
  readonly wake: () => void;
  /** How many wake-ups there were: taken before looking, given to `after`. */
  count(): number;
  /** Resolves when there were more than `seen`. */
  after(seen: number): Promise<void>;
};

/** Begins without a wake-up. */
export function createWakeUp(): WakeUp {
  let wakes = 0;
  let waiting: (() => void)[] = [];
  return {
    count: () => wakes,
    wake() {
      wakes += 1;
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
    after(seen) {
      if (wakes !== seen) return Promise.resolve();
      return new Promise((resolve) => waiting.push(resolve));
    },
  };
}
