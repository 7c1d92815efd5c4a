import { readTemplate, type Misread } from "./template.ts";
import type { Expected, SourcePlace } from "./talk.ts";

const media = ["image", "voice", "video", "news"] as const;

/** Reads what stands behind `<`: a text with holes, none yet, or one of the forms that are no text. */
export function readExpected(
  text: string,
  at: SourcePlace,
  further: readonly SourcePlace[] = [],
): Expected | Misread {
  if (text === "(nothing)") return { form: "nothing" };
  const form = media.find((name) => /^[ \n]/.test(afterForm(text, name)));
  // Behind the form stands a space, or nothing more on this line.
  const before = form === undefined ? 0 : form.length + (text[form.length + 2] === " " ? 3 : 2);
  const start = { ...at, column: at.column + before };
  const template = readTemplate(text.slice(before), start, further);
  if ("wanted" in template) return template;
  return { form: form ?? "text", text: template };
}

function afterForm(text: string, form: string): string {
  return text.startsWith(`[${form}]`) ? text.slice(form.length + 2) : "";
}
