/** The middle of some numbers, and how far they reach. */
export type Spread = { readonly median: number; readonly least: number; readonly most: number };

/** Says where the middle of some numbers is. */
export function spreadOf(numbers: readonly number[]): Spread {
  const sorted = numbers.toSorted((one, other) => one - other);
  return {
    median: quantile(sorted, 0.5),
    least: sorted[0] ?? NaN,
    most: sorted.at(-1) ?? NaN,
  };
}

/** Reads a quantile off sorted numbers; between two of them it takes their share of both. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? NaN;
  const above = sorted[Math.ceil(place)] ?? NaN;
  return below + (above - below) * (place - Math.floor(place));
}

/** Divides numbers of the same rounds by each other. */
export function paired(ours: readonly number[], theirs: readonly number[]): readonly number[] {
  return ours.flatMap((one, round) => {
    const other = theirs[round];
    return other === undefined ? [] : [one / other];
  });
}
