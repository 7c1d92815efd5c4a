import { readTemplate, type Misread } from "./template.ts";
import type { Expected, Place } from "./talk.ts";

const media = ["image", "voice", "video", "news"] as const;

/** Reads what stands behind `<`: a text with holes, or one of the forms that are no text. */
export function readExpected(
  text: string,
  at: Place,
  further: readonly Place[] = [],
): Expected | Misread {
  if (text === "") return { at, wanted: "what is answered; (nothing) is silence" };
  if (text === "(nothing)") return { form: "nothing" };
  const form = media.find((name) => text.startsWith(`[${name}] `));
  const before = form === undefined ? 0 : form.length + 3;
  const start = { ...at, column: at.column + before };
  const template = readTemplate(text.slice(before), start, further);
  if ("wanted" in template) return template;
  return { form: form ?? "text", text: template };
}
