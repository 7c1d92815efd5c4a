import pLimit from "p-limit";

/** Does the work for 0, 1, … up to before `count`, so many at a time, and answers in that order. */
export async function inParallel<T>(
  count: number,
  atOnce: number,
  work: (index: number) => Promise<T>,
): Promise<readonly T[]> {
  const limited = pLimit(Math.max(1, atOnce));
  const indexes = Array.from({ length: count }, (_, index) => index);
  return Promise.all(indexes.map((index) => limited(work, index)));
}

/** Counts how often each thing is among them. */
export function tally(things: Iterable<string>): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const thing of things) counts[thing] = (counts[thing] ?? 0) + 1;
  return counts;
}
