import { sign } from "../wire/signature.ts";

/** Joins parts in an order, by bytes unless another is given. */
export function sortedParts(
  parts: readonly string[],
  order?: (one: string, other: string) => number,
): string {
  return parts.toSorted(order).join("");
}

/** Signs a text that is joined already. */
export function signText(joined: string): string {
  return sign([joined]);
}

/** Orders parts as if capitals were small letters. */
export function bySmallLetters(one: string, other: string): number {
  const [first, second] = [one.toLowerCase(), other.toLowerCase()];
  return first < second ? -1 : Number(first > second);
}

/** Orders parts that are numbers as numbers, as PHP does unless told otherwise. */
export function byNumbers(one: string, other: string): number {
  const [first, second] = [Number(one), Number(other)];
  if (!Number.isNaN(first) && !Number.isNaN(second)) return first - second;
  return one < other ? -1 : Number(one > other);
}
