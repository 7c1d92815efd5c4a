import { readTemplate, type Misread } from "./template.ts";
import type { Deed, Place, Template } from "./talk.ts";

type Form = { readonly deed: Deed; readonly before: string; readonly hasText: "text" | "alone" };

const forms: readonly Form[] = [
  { deed: "follow", before: "follow", hasText: "alone" },
  { deed: "unfollow", before: "unfollow", hasText: "alone" },
  { deed: "enter", before: "enter", hasText: "alone" },
  { deed: "confirm", before: "confirm", hasText: "alone" },
  { deed: "tap", before: "tap ", hasText: "text" },
  { deed: "view", before: "view ", hasText: "text" },
  { deed: "image", before: "sends image ", hasText: "text" },
  { deed: "location", before: "at ", hasText: "text" },
];

const wanted =
  "follow, unfollow, enter, confirm, tap KEY, view URL, sends image FILE or at LATITUDE,LONGITUDE";

/** Reads what stands behind `~`. */
export function readDeed(
  written: string,
  start: Place,
): { readonly deed: Deed; readonly text: Template } | Misread {
  const text = written.trimStart();
  const at = { ...start, column: start.column + written.length - text.length };
  for (const { deed, before, hasText } of forms) {
    if (hasText === "alone" && text === before) return { deed, text: [] };
    if (hasText === "alone" || !text.startsWith(before)) continue;
    const rest = text.slice(before.length);
    const isGood = deed !== "location" || /^-?\d+(\.\d+)?, ?-?\d+(\.\d+)?$/.test(rest);
    if (!isGood) return { at, wanted: "at LATITUDE,LONGITUDE: at 23.13,113.26" };
    const template = readTemplate(rest, { ...at, column: at.column + before.length });
    return "wanted" in template ? template : { deed, text: template };
  }
  return { at, wanted };
}

/** Writes a deed as it stands behind `~`. */
export function writeDeed(deed: Deed, text: string): string {
  return `${forms.find((form) => form.deed === deed)?.before ?? deed}${text}`;
}
