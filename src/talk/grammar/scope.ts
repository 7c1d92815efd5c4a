import { namesIn, type Misread } from "./template.ts";
import type { Step, Template } from "./talk.ts";

/** Finds the names that are said before anything stands for them. */
export function misboundIn(
  steps: readonly Step[],
  outside: ReadonlySet<string> = new Set(),
): readonly Misread[] {
  // Names first met in a block end with it.
  const known = new Set(outside);
  return steps.flatMap((step) => {
    if (step.kind === "repeat" || step.kind === "case") return misboundIn(step.steps, known);
    const problems = spokenBy(step).flatMap((template) => unspeakable(template, known));
    for (const template of caughtBy(step)) {
      for (const { name } of namesIn(template)) known.add(name);
    }
    return problems;
  });
}

/** The texts of a step that somebody says, and whose names must stand for something. */
export function spokenBy(step: Step): readonly Template[] {
  return step.kind === "says" || step.kind === "does" ? [step.text] : [];
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

function unspeakable(template: Template, known: ReadonlySet<string>): readonly Misread[] {
  return template.flatMap((part) => {
    if (part.kind === "literal") return [];
    if (part.kind !== "name") {
      const wanted = "a name that stands for something; {{any}} and {{/…/}} only match";
      return [{ at: part.at, wanted }];
    }
    if (known.has(part.name)) return [];
    return [{ at: part.at, wanted: `{{${part.name}}} to have been met in an answer before` }];
  });
}
