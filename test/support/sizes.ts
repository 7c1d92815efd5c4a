/** Whether the numbers are full: in CI. Elsewhere a tenth of them has to do. */
export const inFull = Boolean(process.env["CI"]);

/** The full number in CI, a tenth of it elsewhere. */
export function scaled(full: number): number {
  return inFull ? full : Math.ceil(full / 10);
}
