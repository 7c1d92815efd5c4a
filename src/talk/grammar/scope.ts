import { namesIn, type Misread } from "./template.ts";
import type { Step, Template } from "./talk.ts";

/** Finds names that are said before any line has given them a value. */
export function misboundIn(
  steps: readonly Step[],
  isKnownOutside: (name: string) => boolean = () => false,
): readonly Misread[] {
  // A name that gets its value inside a block is not known after it.
  const met = new Set<string>();
  const isKnown = (name: string): boolean => met.has(name) || isKnownOutside(name);
  return steps.flatMap((step) => {
    if (step.kind === "repeat" || step.kind === "case") return misboundIn(step.steps, isKnown);
    const problems = spokenBy(step).flatMap((template) => unspeakable(template, isKnown));
    for (const template of caughtBy(step)) {
      for (const { name } of namesIn(template)) met.add(name);
    }
    return problems;
  });
}

/** The texts of a step that somebody sends, whose names must have a value. */
export function spokenBy(step: Step): readonly Template[] {
  return step.kind === "acts" ? [step.text] : [];
}

function caughtBy(step: Step): readonly Template[] {
  switch (step.kind) {
    case "answered":
    case "hears":
      return step.expected.form === "nothing" ? [] : [step.expected.text];
    case "arrives":
      return step.pattern === undefined ? [] : [step.pattern];
    case "fact":
      return [step.value];
    default:
      return [];
  }
}

function unspeakable(template: Template, isKnown: (name: string) => boolean): readonly Misread[] {
  return template.flatMap((part) => {
    if (part.kind === "literal") return [];
    if (part.kind !== "name") {
      const wanted = "a name that stands for something; {{any}} and {{/…/}} only match";
      return [{ at: part.at, wanted }];
    }
    if (isKnown(part.name)) return [];
    return [{ at: part.at, wanted: `{{${part.name}}} to have been met in an answer before` }];
  });
}
