import type { Part, Place, Template } from "./talk.ts";

/** A piece of a text that cannot be read, and what was expected there. */
export type Misread = { readonly at: Place; readonly wanted: string };

const nameForm = /^[\p{L}_][\p{L}\p{N}_]*$/u;

/**
 * Reads text with its holes and escapes: `{{name}}`, `{{any}}`, `{{/pattern/}}`; a backslash before
 * `{{`, `(`, `[`, `|` or `\` takes their meaning from them. `at` is where the text begins.
 */
export function readTemplate(text: string, at: Place): Template | Misread {
  const parts: Part[] = [];
  let literal = "";
  let index = 0;
  const settle = (): void => {
    if (literal !== "") parts.push({ kind: "literal", text: literal });
    literal = "";
  };
  while (index < text.length) {
    const escaped = /^\\(\{\{|[([|\\])/.exec(text.slice(index, index + 3));
    if (escaped !== null) {
      literal += escaped[1] ?? "";
      index += escaped[0].length;
    } else if (text.startsWith("{{", index)) {
      const hole = readHole(text, index, at);
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
  return template.map(writePart).join("");
}

/** Writes text so that the notation reads it back as that text. */
export function escapeText(text: string): string {
  return text
    .replace(/\\(?=\{\{|[([|\\])/g, "\\\\")
    .replaceAll("{{", "\\{{")
    .split("\n")
    .map((line) => line.replace(/^[([|]/, "\\$&"))
    .join("\n");
}

/** The names that a template mentions. */
export function namesIn(template: Template): readonly Extract<Part, { kind: "name" }>[] {
  return template.flatMap((part) => (part.kind === "name" ? [part] : []));
}

function writePart(part: Part): string {
  switch (part.kind) {
    case "literal":
      return escapeText(part.text);
    case "name":
      return `{{${part.name}}}`;
    case "any":
      return "{{any}}";
    case "pattern":
      return `{{/${part.source}/}}`;
  }
}

type Hole = { readonly part: Part; readonly end: number };

function readHole(text: string, start: number, at: Place): Hole | Misread {
  const here = placeIn(text, start, at);
  const isPattern = text.startsWith("{{/", start);
  const close = text.indexOf(isPattern ? "/}}" : "}}", start + (isPattern ? 3 : 2));
  if (close < 0) {
    return { at: here, wanted: `${isPattern ? "/}}" : "}}"} to end the hole; \\{{ is text` };
  }
  if (isPattern) return readPattern(text.slice(start + 3, close), close + 3, here);
  const name = text.slice(start + 2, close);
  const end = close + 2;
  if (name === "any") return { part: { kind: "any" }, end };
  if (nameForm.test(name)) return { part: { kind: "name", name, at: here }, end };
  return { at: here, wanted: "{{name}}, {{any}} or {{/pattern/}}; \\{{ is text" };
}

function readPattern(source: string, end: number, at: Place): Hole | Misread {
  try {
    new RegExp(source, "u");
    return { part: { kind: "pattern", source }, end };
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^.*: /, "") : "unreadable";
    return { at, wanted: `a regular expression: ${reason}` };
  }
}

function placeIn(text: string, index: number, at: Place): Place {
  const before = text.slice(0, index).split("\n");
  // Further lines begin behind their `| `.
  const column = before.length === 1 ? at.column + index : 3 + (before.at(-1)?.length ?? 0);
  return { line: at.line + before.length - 1, column };
}
