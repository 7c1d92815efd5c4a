import pLimit from "p-limit";

/** How things are worked on. */
export type InOrder<T, R> = {
  /** How many at a time. */
  readonly atOnce: number;
  /** Things of one queue are worked on one after the other. */
  readonly queueOf: (thing: T) => string;
  readonly work: (thing: T) => Promise<R>;
  /** Told of each thing in the order in which they came. */
  readonly settled: (thing: T, result: R) => void | Promise<void>;
};

// How many things are read ahead of the oldest one that is not settled.
const readAhead = 1000;

/**
 * Works on things as they come, several at a time; what belongs to one queue keeps its order, and
 * results are told in the order of the things. Holds a bounded number of them at a time. Throws
 * what `work` or `settled` throws first.
 */
export async function inOrder<T, R>(
  things: AsyncIterable<T>,
  { atOnce, queueOf, work, settled }: InOrder<T, R>,
): Promise<void> {
  const tails = new Map<string, Promise<unknown>>();
  const limited = pLimit(atOnce);
  const unsettled: Promise<void>[] = [];
  let told = Promise.resolve();
  for await (const thing of things) {
    const queue = queueOf(thing);
    const before = tails.get(queue) ?? Promise.resolve();
    const done = before.then(() => limited(() => work(thing)));
    tails.set(queue, done);
    const after = told.then(async () => {
      const result = await done;
      if (tails.get(queue) === done) tails.delete(queue);
      await settled(thing, result);
    });
    told = after;
    unsettled.push(after);
    // `told` throws the error later; until then Node must not take it for an unhandled rejection.
    for (const promise of [done, after]) promise.catch(() => undefined);
    if (unsettled.length >= readAhead + atOnce) await unsettled.shift();
  }
  await told;
}
