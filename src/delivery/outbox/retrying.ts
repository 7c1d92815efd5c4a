import type { Outgoing } from "../../records/outbox.ts";

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
