import { createContext, runInContext, type Context } from "node:vm";
import { BadInputError } from "../../domain/bad-input.ts";

let context: Context | undefined;

/**
 * Executes a regular expression that somebody else wrote. Throws `BadInputError` when it takes
 * longer than a second: `(a+)+b` would take years to compare with a text as long as a message.
 */
export function execInTime(pattern: RegExp, text: string, mostMs = 1000): RegExpExecArray | null {
  let found: RegExpExecArray | null = null;
  context ??= createContext({});
  context["run"] = (): void => {
    found = pattern.exec(text);
  };
  try {
    runInContext("run()", context, { timeout: mostMs });
  } catch (error) {
    if (!isTimeout(error)) throw error;
    throw new BadInputError(
      `what is expected here took longer than ${mostMs / 1000} s to compare; ` +
        "a {{/pattern/}} that repeats a repetition, as (a+)+ does, takes that long",
    );
  }
  return found;
}

function isTimeout(error: unknown): boolean {
  // It is made in the other context, so `instanceof Error` does not know it.
  const isObject = typeof error === "object" && error !== null;
  return isObject && "code" in error && error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
}
