/** Chance that is the same each time for the same seed. */
export type Chance = ReturnType<typeof createChance>;

/** Makes chance from whole numbers (mulberry32: short, and good enough for this). */
export function createChance(...seeds: readonly number[]) {
  let state = seeds.reduce(
    (mixed, seed) => Math.imul(mixed ^ seed, 0x9e3779b1) ^ (mixed >>> 15),
    1,
  );
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    /** A whole number from 0 to below a limit. */
    below,
    /** One of these. */
    pick: <T>(choices: readonly [T, ...T[]]): T => choices[below(choices.length)] ?? choices[0],
    /** One of these, each as often as its weight says. */
    weigh<T>(choices: readonly (readonly [weight: number, choice: T])[]): T {
      let left = next() * choices.reduce((sum, [weight]) => sum + weight, 0);
      const found = choices.find(([weight]) => (left -= weight) < 0) ?? choices.at(-1);
      if (found === undefined) throw new RangeError("there is nothing to choose from");
      return found[1];
    },
    /** Whether something happens that happens so many times of a hundred. */
    happens: (percent: number): boolean => below(100) < percent,
  };
}
