import type { Change, Key, Put } from "../store/store.ts";

/**
 * Compares two lists of records, none for undefined: puts those that are new or changed, deletes those
 * that are gone.
 */
export function recordDifference(
  before: readonly Put[] = [],
  after: readonly Put[] = [],
): Pick<Change, "puts" | "deletes"> {
  const had = new Map(before.map(({ key, value }) => [key, JSON.stringify(value)]));
  const has = new Set(after.map(({ key }) => key));
  return {
    puts: after.filter(({ key, value }) => had.get(key) !== JSON.stringify(value)),
    deletes: [...had.keys()].filter((key) => !has.has(key)),
  };
}

/** Adds 1 to the counters that are new, which may count up to `max`, and -1 to those that are gone. */
export function counterDifference(
  before: readonly Key[] = [],
  after: readonly Key[] = [],
  max?: number,
): Change["adds"] {
  const gained = after.filter((key) => !before.includes(key));
  const lost = before.filter((key) => !after.includes(key));
  return [...gained.map((key) => ({ key, by: 1, max })), ...lost.map((key) => ({ key, by: -1 }))];
}
