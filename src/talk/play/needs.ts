import type { Need } from "./target.ts";
import type { Step } from "../grammar/talk.ts";

/** Says what a line asks of a target beyond saying something to the assistant. */
export function needOf(step: Step): Need | undefined {
  switch (step.kind) {
    case "seed":
    case "clock":
    case "set":
    case "faults":
    case "fact":
      return step.kind;
    case "arrives":
      return "arrival";
    case "hears":
      return step.actor.agent === undefined ? "later" : "app";
    case "does":
      if (step.action === "confirm") return "confirm";
      return step.actor.agent === undefined ? undefined : "app";
    case "says":
    case "answered":
      return step.actor.agent === undefined ? undefined : "app";
    case "repeat":
    case "case":
      return undefined;
  }
}
