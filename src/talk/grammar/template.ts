import { byNumber, obeyed } from "../../domain/printable.ts";
import type { TextPart, SourcePlace, Template } from "./talk.ts";

/** A piece of a text that cannot be read, and what was expected there. */
export type Misread = { readonly at: SourcePlace; readonly wanted: string };

// What a regular expression takes as the name of a group.
const nameForm = /^[\p{ID_Start}_]\p{ID_Continue}*$/u;

// Characters that an editor would not show or not keep, each written by its number.
const unseen = String.raw`${obeyed}|[\uFFFE\uFFFF]|\p{Surrogate}`;
const numbered = String.raw`u\{[0-9a-fA-F]{1,6}\}`;

/**
 * Reads text with its holes and escapes: `{{name}}`, `{{any}}`, `{{/pattern/}}`, `\u{1d}` for the
 * character of that number; a backslash before `{{`, `(`, `[`, `|`, `\` or `u{1d}` makes them plain
 * text. Of more braces than two, the last two begin the hole. `at` is where the text
 * begins, `further` where its further lines do.
 */
export function readTemplate(
  text: string,
  at: SourcePlace,
  further: readonly SourcePlace[] = [],
): Template | Misread {
  const parts: TextPart[] = [];
  let literal = "";
  let index = 0;
  const placeOf = placesIn(text, [at, ...further]);
  const settle = (): void => {
    if (literal !== "") parts.push({ kind: "literal", text: literal });
    literal = "";
  };
  while (index < text.length) {
    const character = /^\\u\{([0-9a-fA-F]{1,6})\}/.exec(text.slice(index, index + 10));
    const escaped = /^\\(\{\{|[([|\\])/.exec(text.slice(index, index + 3));
    if (character !== null) {
      const code = Number.parseInt(character[1] ?? "", 16);
      if (code > 0x10ffff) {
        return { at: placeOf(index), wanted: "a character up to \\u{10ffff}; \\\\u{ is text" };
      }
      literal += String.fromCodePoint(code);
      index += character[0].length;
    } else if (escaped !== null) {
      literal += escaped[1] ?? "";
      index += escaped[0].length;
    } else if (text.startsWith("{{", index) && text[index + 2] !== "{") {
      const hole = readHole(text, index, placeOf(index));
      if ("wanted" in hole) return hole;
      settle();
      parts.push(hole.part);
      index = hole.end;
    } else {
      literal += text[index] ?? "";
      index += 1;
    }
  }
  settle();
  return parts;
}

/** Writes a template as the notation has it. */
export function writeTemplate(template: Template): string {
  const written = template.map((part, index) => {
    if (part.kind !== "literal") return writeHole(part);
    const text = escapeInside(part.text, template[index + 1] === undefined ? "" : "{{");
    return index === 0 ? escapeStart(text) : text;
  });
  return written.join("");
}

/** Writes text so that the notation reads it back as that text. */
export function escapeText(text: string): string {
  return escapeStart(escapeInside(text, ""));
}

/** `next` is what follows the text: a backslash at its end would escape a hole. */
function escapeInside(text: string, next: "" | "{{"): string {
  const doubled = `${text}${next}`.replace(backslash, "\\\\");
  return doubled
    .slice(0, doubled.length - next.length)
    .replaceAll("{{", "\\{{")
    .replace(/\n([([|])/g, "\n\\$1")
    .replace(new RegExp(unseen, "gu"), byNumber);
}

// A backslash that would escape what follows it.
const backslash = new RegExp(String.raw`\\(?=\{\{|[(\[|\\]|${numbered}|${unseen})`, "gu");

function escapeStart(text: string): string {
  return text.replace(/^[([|]/, "\\$&");
}

/** The names that a template mentions. */
export function namesIn(template: Template): readonly Extract<TextPart, { kind: "name" }>[] {
  return template.flatMap((part) => (part.kind === "name" ? [part] : []));
}

function writeHole(part: Exclude<TextPart, { kind: "literal" }>): string {
  switch (part.kind) {
    case "name":
      return `{{${part.name}}}`;
    case "any":
      return "{{any}}";
    case "pattern":
      return `{{/${part.source}/}}`;
  }
}

type Hole = { readonly part: TextPart; readonly end: number };

function readHole(text: string, start: number, here: SourcePlace): Hole | Misread {
  const isPattern = text.startsWith("{{/", start);
  const close = text.indexOf(isPattern ? "/}}" : "}}", start + (isPattern ? 3 : 2));
  if (close < 0) {
    return { at: here, wanted: `${isPattern ? "/}}" : "}}"} to end the hole; \\{{ is text` };
  }
  if (isPattern) return readPattern(text.slice(start + 3, close), close + 3, here);
  const name = text.slice(start + 2, close);
  const end = close + 2;
  if (name === "any") return { part: { kind: "any", at: here }, end };
  if (nameForm.test(name)) return { part: { kind: "name", name, at: here }, end };
  return { at: here, wanted: "{{name}}, {{any}} or {{/pattern/}}; \\{{ is text" };
}

function readPattern(source: string, end: number, at: SourcePlace): Hole | Misread {
  if (/\\[1-9k]|\(\?<(?![=!])/.test(source.replaceAll("\\\\", ""))) {
    return { at, wanted: "a regular expression without named groups and back references" };
  }
  try {
    new RegExp(source, "u");
    return { part: { kind: "pattern", source, at }, end };
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^.*: /, "") : "unreadable";
    return { at, wanted: `a regular expression: ${reason}` };
  }
}

/** Where each index of a text stands, asked for in ascending order. */
function placesIn(text: string, starts: readonly SourcePlace[]): (index: number) => SourcePlace {
  let line = 0;
  let begin = 0;
  let next = text.indexOf("\n");
  return (index) => {
    while (next >= 0 && next < index) {
      line += 1;
      begin = next + 1;
      next = text.indexOf("\n", begin);
    }
    const start = starts[line] ?? { line: 1, column: 1 };
    return { line: start.line, column: start.column + index - begin };
  };
}
