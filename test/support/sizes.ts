/** Whether the numbers are full: with `npm run trust`. `npm test` makes do with a tenth of them. */
export const inFull = process.env["TEST_NUMBERS"] === "full";

/** The full number with `npm run trust`, a tenth of it with `npm test`. */
export function scaled(full: number): number {
  return inFull ? full : Math.ceil(full / 10);
}
