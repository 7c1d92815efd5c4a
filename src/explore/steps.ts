import type { Action } from "../domain/action.ts";
import { localOf, momentOf, parseDuration } from "../domain/time.ts";
import type { Observed, Person } from "./observed.ts";

/**
 * One step of a walk. What is said is worked out when the step is carried out, so that steps before
 * it can be left out.
 */
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

/** The `to` of a clock step that ends just before the next midnight. */
export const beforeMidnight = "just before midnight";

/**
 * Makes the action of a step at this moment; `takes` names the code in it, if it is one that
 * arrived.
 */
export function actOf(
  what: What,
  person: Person,
  observed: Observed,
): { readonly act: Action; readonly takes?: string } {
  switch (what.kind) {
    case "as-it-stands":
      return { act: what.act };
    case "contact": {
      const contact = observed.contacts[what.index % observed.contacts.length];
      return { act: { action: "say", text: contact?.to ?? "" } };
    }
    case "code": {
      const all = observed.people.flatMap(({ codes }) => codes);
      const theirs = all.filter((issued) => !person.codes.includes(issued));
      const [last, before] = [person.codes.at(-1), person.codes.at(-2)];
      const chosen = { right: last, old: before, others: theirs.at(-1), wrong: undefined };
      const issued = chosen[what.which];
      if (issued !== undefined) {
        return { act: { action: "say", text: issued.code }, takes: issued.name };
      }
      const zeros = "0".repeat(last?.code.length ?? observed.settings.codeLength);
      return { act: { action: "say", text: zeros } };
    }
  }
}

/** Makes the text of a clock step at this moment, and moves the clock of the model.  */
export function moveClock(to: string, observed: Observed): string {
  if (to !== beforeMidnight) {
    observed.now += parseDuration(to.slice(1)) ?? 0;
    return to;
  }
  const { timeZone } = observed.settings;
  const today = localOf(observed.now, timeZone).slice(0, 10);
  const evening = momentOf(`${today} 23:59:00`, timeZone);
  const next = evening > observed.now ? evening : evening + 86_400_000;
  observed.now = next;
  return localOf(next, timeZone).slice(0, 16);
}
