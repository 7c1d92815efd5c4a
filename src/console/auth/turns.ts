import { ThrottledError } from "../../domain/bad-input.ts";

/** Whose turn it is. */
export type PlaceInQueue = {
  /** Those of one name share what may wait. */
  readonly of: string;
  /** Before all that are not ahead, and not counted among them. */
  readonly isAhead: boolean;
};

/** How much is done at a time, and how much may wait for that. */
export type TurnLimits = {
  readonly atOnce: number;
  readonly waiting: number;
  readonly waitingEach: number;
};

type Waiting = PlaceInQueue & { readonly begin: () => void };

/**
 * Runs at most `atOnce` pieces of work at a time, the others in the order asked for, those that are
 * ahead first. What would wait beyond the limits is refused at once: throws `ThrottledError`.
 */
export function createTurns({
  atOnce,
  waiting,
  waitingEach,
}: TurnLimits): <T>(place: PlaceInQueue, work: () => Promise<T>) => Promise<T> {
  const queue: Waiting[] = [];
  let running = 0;
  const isTooMany = ({ of, isAhead }: PlaceInQueue): boolean => {
    const alike = queue.filter((one) => one.isAhead === isAhead);
    if (alike.filter((one) => one.of === of).length >= waitingEach) return true;
    return !isAhead && alike.length >= waiting;
  };
  return async (place, work) => {
    if (running >= atOnce) {
      if (isTooMany(place)) {
        throw new ThrottledError("too many sign-ins at once; try again in 5 seconds", 5);
      }
      await new Promise<void>((resolve) => queue.push({ ...place, begin: resolve }));
    } else running += 1;
    try {
      return await work();
    } finally {
      const ahead = queue.findIndex(({ isAhead }) => isAhead);
      const [next] = queue.splice(Math.max(ahead, 0), 1);
      // Whoever waits takes over this place.
      if (next === undefined) running -= 1;
      else next.begin();
    }
  };
}
