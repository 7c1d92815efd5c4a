import type { Need, Target } from "./target.ts";
import type { Step } from "../grammar/talk.ts";

/** Says what a target lacks for a line, as `needs …` reads; undefined: it can be played there. */
export function lackFor(step: Step, target: Target): string | undefined {
  const need = needOf(step);
  return need === undefined ? undefined : target.lacks(need);
}

function needOf(step: Step): Need | undefined {
  switch (step.kind) {
    case "seed":
    case "clock":
    case "set":
    case "faults":
    case "fact":
      return step.kind;
    case "arrives":
      return "arrival";
    case "repeat":
    case "case":
      return undefined;
    case "hears":
      return step.actor.agent === undefined ? "later" : "app";
    case "acts":
    case "answered":
      if ("action" in step && step.action === "confirm") return "confirm";
      return step.actor.agent === undefined ? undefined : "app";
  }
}
