/** What the environment says: names and text, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The readers of one environment. */
export type Reader = {
  /** A line for every value that could not be read. */
  readonly problems: string[];
  /** A value without white space around it. */
  readonly text: (name: string) => string | undefined;
  /** A value that is good; `wanted` completes the line `NAME must be …`. */
  readonly checked: (
    name: string,
    isGood: (value: string) => boolean,
    wanted: string,
  ) => string | undefined;
  /** One of some words. */
  readonly choice: <const T extends readonly string[]>(
    name: string,
    choices: T,
  ) => T[number] | undefined;
  /** A whole number within a range, `otherwise` when there is none. */
  readonly whole: (name: string, otherwise: number, least: number, most: number) => number;
};

/**
 * Reads values one by one, an empty one as none. What is wrong with one becomes a line in `problems`,
 * and the value is then as if nobody had given it.
 */
export function createReader(environment: Environment): Reader {
  const problems: string[] = [];
  const text = (name: string): string | undefined => {
    const value = environment[name]?.trim();
    return value === "" ? undefined : value;
  };
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
  const choice = <const T extends readonly string[]>(
    name: string,
    choices: T,
  ): T[number] | undefined => {
    const value = checked(name, (given) => choices.includes(given), choices.join(", "));
    return choices.find((known) => known === value);
  };
  const whole = (name: string, otherwise: number, least: number, most: number): number => {
    const isGood = (given: string): boolean =>
      /^\d{1,9}$/.test(given) && Number(given) >= least && Number(given) <= most;
    const value = checked(name, isGood, `a whole number from ${least} to ${most}`);
    return value === undefined ? otherwise : Number(value);
  };
  return { problems, text, checked, choice, whole };
}
