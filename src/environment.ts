/** What the environment says: names and text, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The readers of one environment. */
export type Reader = ReturnType<typeof createReader>;

/**
 * Makes the readers of an environment. An empty value counts as none. A value that is wrong becomes a
 * line in `problems`, and counts as none then.
 */
export function createReader(environment: Environment) {
  const problems: string[] = [];
  /** Returns a value without white space around it. */
  const text = (name: string): string | undefined => {
    const value = environment[name]?.trim();
    return value === "" ? undefined : value;
  };
  /** Returns a value that is good; `wanted` completes the line `NAME must be …`. */
  const checked = (
    name: string,
    isGood: (value: string) => boolean,
    wanted: string,
  ): string | undefined => {
    const value = text(name);
    if (value === undefined || isGood(value)) return value;
    problems.push(`${name} must be ${wanted}`);
    return undefined;
  };
  /** Returns one of some words. */
  const choice = <const T extends readonly string[]>(
    name: string,
    choices: T,
  ): T[number] | undefined => {
    const value = checked(name, (given) => choices.includes(given), choices.join(", "));
    return choices.find((known) => known === value);
  };
  /** Returns a whole number within a range, `otherwise` when there is none. */
  const whole = <T extends number | undefined>(
    name: string,
    otherwise: T,
    least: number,
    most: number,
  ): number | T => {
    const isGood = (given: string): boolean =>
      /^\d{1,9}$/.test(given) && Number(given) >= least && Number(given) <= most;
    const value = checked(name, isGood, `a whole number from ${least} to ${most}`);
    return value === undefined ? otherwise : Number(value);
  };
  return { problems, text, checked, choice, whole };
}
