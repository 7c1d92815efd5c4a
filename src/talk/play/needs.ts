import type { Need } from "./stage.ts";
import type { Step } from "../grammar/talk.ts";

/** Says what a line asks of a stage beyond saying something to the assistant. */
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
      if (step.deed === "confirm") return "confirm";
      return step.actor.agent === undefined ? undefined : "app";
    case "says":
    case "answered":
      return step.actor.agent === undefined ? undefined : "app";
    case "repeat":
    case "case":
      return undefined;
  }
}
