/** How long things take; tests shorten it. All in ms of the real clock. */
export type Timing = {
  /** How often to look when nobody says that there is something to do. */
  readonly pollMs: number;
  /** How long a claimed entry is left to whoever claimed it; longer than any carrying takes. */
  readonly leaseMs: number;
  /** How long a courier may take. */
  readonly carryMs: number;
  /** How long `stop` waits for what is under way. */
  readonly stopMs: number;
};

export const defaultTiming: Timing = {
  pollMs: 1_000,
  leaseMs: 15_000,
  carryMs: 12_000,
  stopMs: 5_000,
};

/** Waits, without keeping the process alive. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}

/** Answers as `work` does, or rejects with `late` when it takes too long; `work` goes on unheard. */
export async function inTime<T>(work: Promise<T>, withinMs: number, late: Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(late);
    }, withinMs).unref();
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}
