/** What became of one test file. */
export type Ran = {
  readonly tests: number;
  readonly leftOut: number;
  readonly failure?:
    { readonly by: "assertion" | "loading" | "other"; readonly message: string } | undefined;
};

/** What a mutant came to. `broken`: it was noticed by falling over, which any test would notice. */
export type Verdict = {
  readonly verdict: "killed" | "survived" | "broken" | "left out";
  readonly why: string;
};

/**
 * Judges a mutant by what became of its test. Only a failed assertion kills: what does not load, or
 * throws something else on its way, says nothing about the test.
 */
export function verdictOf({ tests, leftOut, failure }: Ran): Verdict {
  if (failure !== undefined) {
    const [why = ""] = failure.message.split("\n", 1);
    return { verdict: failure.by === "assertion" ? "killed" : "broken", why };
  }
  if (tests === 0 && leftOut > 0)
    return { verdict: "left out", why: "this machine lacks something" };
  if (tests === 0) return { verdict: "broken", why: "no test has that title" };
  return { verdict: "survived", why: "all tests passed" };
}

/** Whether an error is a failed assertion, or was caused by one: fast-check wraps what it finds. */
export function isAssertion(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === "AssertionError" || isAssertion(error.cause);
}
