import type { ActionName } from "../../domain/action.ts";
import { readTemplate, type Misread } from "./template.ts";
import type { SourcePlace, Template } from "./talk.ts";

/** What stands behind `~` for each action; where a space ends it, a text follows. */
const forms: readonly (readonly [ActionName, string])[] = [
  ["follow", "follow"],
  ["unfollow", "unfollow"],
  ["enter", "enter"],
  ["confirm", "confirm"],
  ["tap", "tap "],
  ["view", "view "],
  ["image", "sends image "],
  ["location", "at "],
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
  for (const [action, before] of forms) {
    if (!before.endsWith(" ")) {
      if (text === before) return { action, text: [] };
      continue;
    }
    if (!text.startsWith(before)) continue;
    const rest = text.slice(before.length);
    const isGood = action !== "location" || /^-?\d+(\.\d+)?, ?-?\d+(\.\d+)?$/.test(rest);
    if (!isGood) return { at, wanted: "at LATITUDE,LONGITUDE: at 23.13,113.26" };
    const template = readTemplate(rest, { ...at, column: at.column + before.length });
    return "wanted" in template ? template : { action, text: template };
  }
  return { at, wanted };
}

/** Writes an action as it stands behind `~`. */
export function writeAction(action: ActionName, text: string): string {
  return `${new Map(forms).get(action) ?? action}${text}`;
}
