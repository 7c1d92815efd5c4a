import type { WakeUp } from "./wake-up.ts";
import { goRound, type RoundParts } from "./round.ts";
import { pause } from "./timing.ts";

const gatherMs = 25;
const drainEveryMs = 25;

/** Rounds through the outbox, one at a time. */
export type Rounds = {
  /** Goes a round at each wake-up, for as long as it goes on. Never rejects. */
  readonly goOn: () => Promise<void>;
  /** Goes rounds until nothing due is left or the time is over; rejects when the store is away. */
  readonly drain: (withinMs: number) => Promise<void>;
  /** Makes the next round look at everything again, also at what it has seen. */
  readonly beginAnew: () => void;
};

/** Makes rounds at the world's time. */
export function createRounds(
  parts: RoundParts & {
    readonly wakeUp: WakeUp;
    readonly worldNow: () => Promise<number>;
    readonly goesOn: () => boolean;
  },
): Rounds {
  const { wakeUp, worldNow, goesOn } = parts;
  const round = oneAtATime(async () => goRound(parts, await worldNow()));
  const beginAnew = (): void => {
    for (const queue of parts.queues) queue.lookFrom(undefined);
  };
  return {
    async goOn() {
      while (goesOn()) {
        const seen = wakeUp.count();
        // A store that is away is asked again at the next poll; whoever answers callbacks says so.
        await round().catch(() => undefined);
        await wakeUp.after(seen);
        // One commit seldom comes alone; nobody waits for a code so hard as to notice.
        await pause(gatherMs);
      }
    },
    async drain(withinMs) {
      const end = AbortSignal.timeout(withinMs);
      // Other processes are woken by themselves.
      const nudge = setInterval(wakeUp.wake, drainEveryMs);
      try {
        while (!end.aborted && goesOn()) {
          const seen = wakeUp.count();
          beginAnew();
          if (!(await round())) return;
          await wakeUp.after(seen);
        }
      } finally {
        clearInterval(nudge);
      }
    },
    beginAnew,
  };
}

function oneAtATime<T>(work: () => Promise<T>): () => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return () => {
    const mine = last.then(work, work);
    last = mine.catch(() => undefined);
    return mine;
  };
}
