import type { Cause } from "./causes.ts";

/** One thing that the doctor looks at, in somebody's callback URL or in a captured request. */
export type Check<Subject> = {
  readonly name: string;
  /** What it asks, as a question; the documents list them. */
  readonly asks: string;
  readonly run: (subject: Subject) => Finding | Promise<Finding>;
};

/** What a check found: that all is well, a cause, or that there was nothing to look at. */
export type Finding = {
  readonly state: "well" | "ill" | "skipped";
  /** What was seen, in a line. */
  readonly seen: string;
  /** Set when, and only when, it is ill. */
  readonly cause?: Cause;
  /** Figures and texts to compare, a line each. */
  readonly details?: readonly string[];
  /** What is no cause, but should be known. */
  readonly warnings?: readonly string[];
};

/** All is well. */
export function well(seen: string, warnings: readonly string[] = []): Finding {
  return { state: "well", seen, ...(warnings.length > 0 && { warnings }) };
}

/** This is the cause. */
export function ill(cause: Cause, seen: string, details: readonly string[] = []): Finding {
  return { state: "ill", cause, seen, ...(details.length > 0 && { details }) };
}

/** There was nothing to look at, and why. */
export function skipped(seen: string): Finding {
  return { state: "skipped", seen };
}

/**
 * Runs checks in their order and tells each, and each warning once; stops at the first cause.
 * Returns that, and how many warnings were told.
 */
export async function examine<Subject>(
  checks: readonly Check<Subject>[],
  subject: Subject,
  tell: (name: string, found: Finding) => void,
): Promise<{ readonly cause: Cause | undefined; readonly warnings: number }> {
  const warned = new Set<string>();
  for (const { name, run } of checks) {
    const found = await run(subject);
    // Only figures differ where the same is found again.
    const isNew = (warning: string): boolean => {
      const sort = warning.replace(/\d+/g, "#");
      return !warned.has(sort) && warned.add(sort).has(sort);
    };
    const { warnings = [] } = found;
    tell(name, { ...found, warnings: warnings.filter(isNew) });
    if (found.cause !== undefined) return { cause: found.cause, warnings: warned.size };
  }
  return { cause: undefined, warnings: warned.size };
}
