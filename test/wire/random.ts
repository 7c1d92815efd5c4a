/** Numbers that look random and come again with the same seed. */
export type Random = {
  readonly seed: number;
  /** A whole number from 0 to 2³² − 1. */
  next(): number;
  /** A whole number from 0 to `limit` − 1. */
  below(limit: number): number;
  bytes(count: number): Buffer;
  pick<T>(from: readonly T[]): T;
};

/** Counts up by an odd constant and stirs (splitmix32). `FUZZ_SEED` chooses the seed. */
export function createRandom(
  seed = Number(process.env["FUZZ_SEED"] ?? Date.now() % 2 ** 32),
): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
  const below = (limit: number): number => Math.floor((next() / 2 ** 32) * limit);
  return {
    seed,
    next,
    below,
    bytes: (count) => Buffer.from(new Uint8Array(count).map(next)),
    pick: (from) => {
      const chosen = from[below(from.length)];
      if (chosen === undefined) throw new RangeError("there is nothing to pick from");
      return chosen;
    },
  };
}
