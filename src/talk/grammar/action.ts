import type { ActionName } from "../../domain/action.ts";
import { readTemplate, type Misread } from "./template.ts";
import type { SourcePlace, Template } from "./talk.ts";

type Form = {
  readonly action: ActionName;
  readonly before: string;
  readonly hasText: "text" | "alone";
};

const forms: readonly Form[] = [
  { action: "follow", before: "follow", hasText: "alone" },
  { action: "unfollow", before: "unfollow", hasText: "alone" },
  { action: "enter", before: "enter", hasText: "alone" },
  { action: "confirm", before: "confirm", hasText: "alone" },
  { action: "tap", before: "tap ", hasText: "text" },
  { action: "view", before: "view ", hasText: "text" },
  { action: "image", before: "sends image ", hasText: "text" },
  { action: "location", before: "at ", hasText: "text" },
];

const wanted =
  "follow, unfollow, enter, confirm, tap KEY, view URL, sends image FILE or at LATITUDE,LONGITUDE";

/** Reads what stands behind `~`. */
export function readAction(
  written: string,
  start: SourcePlace,
): { readonly action: ActionName; readonly text: Template } | Misread {
  const text = written.trimStart();
  const at = { ...start, column: start.column + written.length - text.length };
  for (const { action, before, hasText } of forms) {
    if (hasText === "alone" && text === before) return { action, text: [] };
    if (hasText === "alone" || !text.startsWith(before)) continue;
    const rest = text.slice(before.length);
    const isGood = action !== "location" || /^-?\d+(\.\d+)?, ?-?\d+(\.\d+)?$/.test(rest);
    if (!isGood) return { at, wanted: "at LATITUDE,LONGITUDE: at 23.13,113.26" };
    const template = readTemplate(rest, { ...at, column: at.column + before.length });
    return "wanted" in template ? template : { action, text: template };
  }
  return { at, wanted };
}

/** Writes a action as it stands behind `~`. */
export function writeAction(action: ActionName, text: string): string {
  return `${forms.find((form) => form.action === action)?.before ?? action}${text}`;
}
