/**
 * How much of the full numbers is run: three hundredths with `npm test`, in CI too, a tenth of them
 * by mutants, all with `npm run trust`, and there in CI a fifth. TEST_NUMBERS says so.
 */
const share = Number(process.env["TEST_NUMBERS"] ?? 0.03);
// With none of them, tests would pass that try nothing.
if (!(share > 0 && share <= 1)) throw new Error("TEST_NUMBERS must be above 0 and at most 1");

/** Whether it is more than `npm test` runs: every case of a list that is long. */
export const inFull = share > 0.1;

/** As much of a number of walks, races or inputs as this run takes. */
export function scaled(full: number): number {
  return Math.ceil(full * share);
}
