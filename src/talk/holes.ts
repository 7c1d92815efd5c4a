import { diffChars } from "diff";
import type { TextPart, Template } from "./grammar/talk.ts";
import { match, type Bindings } from "./play/match.ts";

/**
 * Finds a place for each hole of a template in a text that says something else, by what stands
 * around it; a hole without one is left out. Answers a template that the text is met by.
 */
export function withHoles(template: Template, text: string, names: Bindings): Template {
  const placed = placedIn(template, text, names);
  return match(placed, text, names) === undefined ? literally(text) : placed;
}

// Comparing long texts that have nothing in common would take minutes.
const withinMs = 500;

function placedIn(template: Template, text: string, names: Bindings): Template {
  const holes = template.filter(({ kind }) => kind !== "literal");
  if (holes.length === 0) return literally(text);
  let next = 0;
  const marked = template.map((part) => (part.kind === "literal" ? part.text : markOf(next++)));
  const changes = diffChars(marked.join(""), text, { timeout: withinMs });
  if (changes === undefined || !isAlike(changes)) return literally(text);
  const parts: TextPart[] = [];
  for (const [index, { value, added, removed }] of changes.entries()) {
    if (added && changes[index - 1]?.removed) continue;
    const after = changes[index + 1];
    const replacing = removed && after?.added ? after.value : "";
    if (!removed) parts.push({ kind: "literal", text: value });
    else parts.push(inPlaceOf(holesIn(value, holes), replacing, names));
  }
  return joined(parts);
}

function literally(text: string): Template {
  return text === "" ? [] : [{ kind: "literal", text }];
}

type Change = { readonly value: string; readonly added: boolean; readonly removed: boolean };

/**
 * Says whether at least half of the text stayed: a few letters in common do not show where a hole
 * belongs.
 */
function isAlike(changes: readonly Change[]): boolean {
  let stayed = 0;
  let went = 0;
  for (const { value, added, removed } of changes) {
    if (!added && !removed) stayed += value.length;
    else if (removed) went += value.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/g, "").length;
  }
  return stayed >= went;
}

// A lone surrogate stands for each hole: decoded text holds none.
const firstMark = 0xd800;

function markOf(index: number): string {
  return String.fromCharCode(firstMark + index);
}

function holesIn(marked: string, holes: Template): Template {
  return Array.from(marked).flatMap((character) =>
    character.length === 1 ? (holes[character.charCodeAt(0) - firstMark] ?? []) : [],
  );
}

function inPlaceOf(holes: Template, replacing: string, names: Bindings): TextPart {
  const [hole, ...more] = holes;
  const isPlaced = hole !== undefined && more.length === 0 && fits(hole, replacing, names);
  return isPlaced ? hole : { kind: "literal", text: replacing };
}

function fits(hole: TextPart, text: string, names: Bindings): boolean {
  return text !== "" && match([hole], text, names) !== undefined;
}

function joined(parts: readonly TextPart[]): Template {
  const whole: TextPart[] = [];
  for (const part of parts) {
    const last = whole.at(-1);
    if (part.kind === "literal" && last?.kind === "literal") {
      whole[whole.length - 1] = { kind: "literal", text: last.text + part.text };
    } else if (part.kind !== "literal" || part.text !== "") whole.push(part);
  }
  return whole;
}
