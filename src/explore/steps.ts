import type { Action } from "../domain/action.ts";

/** One step of a walk; what it says is found out when it is made, so that steps can be left out. */
export type WalkStep =
  | {
      readonly do: "act";
      /** Which of the people. */
      readonly who: number;
      readonly what: What;
      readonly again?: Again;
    }
  | { readonly do: "clock"; readonly to: string }
  | { readonly do: "set"; readonly name: string; readonly value: unknown };

/** What somebody does or says. */
export type What =
  | { readonly kind: "as-it-stands"; readonly act: Action }
  | { readonly kind: "contact"; readonly index: number }
  | { readonly kind: "code"; readonly which: Which };

/** Which code: this person's last or the one before, somebody else's last, or none at all. */
export type Which = "right" | "wrong" | "old" | "others";

/** How a callback is delivered again, as `@ faults` has it. */
export type Again = {
  readonly duplicate: number;
  readonly at?: "once";
  readonly after?: number;
};

/** Says of `@ clock` steps what takes the clock to just before the next midnight. */
export const beforeMidnight = "just before midnight";
