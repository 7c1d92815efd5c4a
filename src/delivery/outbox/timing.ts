import type { Outgoing } from "../../records/outbox.ts";

/** How long things take; tests shorten it. All in ms of the real clock. */
export type Timing = {
  /** How often to look through the outbox without a wake-up. */
  readonly pollMs: number;
  /**
   * How long a claimed entry is left to whoever claimed it: longer than `confirmMs` and `carryMs`
   * and twice `gapMs` together, and what is left is the time to note that it was carried.
   */
  readonly leaseMs: number;
  /** How much of the time between two looks counts towards another delivery's lease, at most. */
  readonly gapMs: number;
  /** How long the commit of a claim may take; after that the code is not sent under it. */
  readonly confirmMs: number;
  /** How long to wait before what happened to a code is written down once more. */
  readonly againMs: number;
  /** How long a courier may take. */
  readonly carryMs: number;
  /** How long `stop` waits for what is under way. */
  readonly stopMs: number;
};

export const defaultTiming: Timing = {
  pollMs: 1_000,
  leaseMs: 30_000,
  gapMs: 2_000,
  confirmMs: 4_000,
  againMs: 250,
  carryMs: 12_000,
  stopMs: 5_000,
};

const firstMs = 1_000;
/** The longest wait (ms) for another try. */
export const longestDelayMs = 60_000;
const jitter = 0.5;

/** How long (ms) to wait after the nth failure: 1 s, 2 s, 4 s … and up to half as much again. */
export function retryDelayMs(attempts: number, random: number): number {
  const steady = Math.min(firstMs * 2 ** (attempts - 1), longestDelayMs / (1 + jitter));
  return Math.round(steady * (1 + jitter * random));
}

/**
 * Says whether a code that arrives now can still be used: a minute of its life must be left, or a
 * quarter of a life that is shorter than four minutes.
 */
export function isWorthCarrying({ challenge, minutes }: Outgoing, now: number): boolean {
  return challenge.expires - now >= Math.min(60_000, (minutes * 60_000) / 4);
}

/** Waits, without keeping the process alive. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}

/**
 * Answers as `work` does, or rejects with `late` when it takes too long; `work` goes on ignored.
 */
export async function withinTime<T>(work: Promise<T>, withinMs: number, late: Error): Promise<T> {
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
