import { fold } from "../../domain/folding.ts";

/** One source line in pieces, before anything is known about the lines around it. */
export type Line = {
  /** From 1. */
  readonly number: number;
  /** How many spaces stand before it. */
  readonly indent: number;
} & (
  | { readonly kind: "blank" }
  | { readonly kind: "remark"; readonly text: string }
  | { readonly kind: "world"; readonly verb: string; readonly rest: Piece }
  | { readonly kind: "arrives"; readonly rest: Piece }
  | { readonly kind: "fact"; readonly rest: Piece }
  | { readonly kind: "more"; readonly text: Piece }
  | { readonly kind: "turn"; readonly actor: string; readonly sign: Sign; readonly text: Piece }
  | { readonly kind: "misread"; readonly column: number; readonly wanted: string }
);

/** A piece of a line, and the column where it begins. */
export type Piece = { readonly text: string; readonly column: number };

/** A sign between who and what: says, is answered, hears later, does. */
export type Sign = ">" | "<" | "<+" | "~";

// Full-width signs, as Chinese keyboards type them, are read as the ones they look like.
const signs = /(?:^|\s)([<＜][+＋]|[<>~＜＞～])(?=\s|$)/;

/** Reads one line; what it cannot read is a `misread` that says what was expected. */
export function readLine(source: string, number: number): Line {
  const line = source.trimEnd();
  const indent = /^ */.exec(line)?.[0].length ?? 0;
  const body = line.slice(indent);
  const at = { number, indent };
  if (body === "") return { ...at, kind: "blank" };
  if (body.startsWith("\t")) {
    return { ...at, kind: "misread", column: indent + 1, wanted: "spaces, not a tab" };
  }
  const marked = { column: indent + 3, text: body.slice(2) };
  const isMarked = body.length === 1 || body[1] === " " || body[1] === "\u3000";
  switch (fold(body.charAt(0))) {
    case "#":
      return { ...at, kind: "remark", text: `#${body.slice(1)}` };
    case "|":
      return isMarked ? { ...at, kind: "more", text: marked } : spaceMissing(at, "|");
    case "!":
      return isMarked ? { ...at, kind: "arrives", rest: marked } : spaceMissing(at, "!");
    case "?":
      return isMarked ? { ...at, kind: "fact", rest: marked } : spaceMissing(at, "?");
    case "@":
      return isMarked ? worldLine(at, marked) : spaceMissing(at, "@");
    default:
      return turnLine(at, body);
  }
}

type At = { readonly number: number; readonly indent: number };

function spaceMissing(at: At, mark: string): Line {
  const wanted = `a space after ${mark}; an actor whose name begins so stands in "quotes"`;
  return { ...at, kind: "misread", column: at.indent + 2, wanted };
}

function worldLine(at: At, { text, column }: Piece): Line {
  const [verb = ""] = text.split(/[ \u3000]/, 1);
  const spaces = /^[ \u3000]*/.exec(text.slice(verb.length))?.[0].length ?? 0;
  const start = verb.length + spaces;
  const rest = { text: text.slice(start), column: column + start };
  return { ...at, kind: "world", verb, rest };
}

function turnLine(at: At, body: string): Line {
  const quoted = body.startsWith('"')
    ? /^"(?:[^"\\]|\\.)*"(?:[@＠]\d+)?(?=\s|$)/.exec(body)?.[0]
    : "";
  if (quoted === undefined) {
    const wanted = '"…" around the actor, then a sign';
    return { ...at, kind: "misread", column: at.indent + 1, wanted };
  }
  const found = signs.exec(body.slice(quoted.length));
  const sign = fold(found?.[1] ?? "");
  if (found === null || !isSign(sign)) {
    const wanted = "an actor and one of > < <+ ~, or a line that begins with # @ ! ? |";
    return { ...at, kind: "misread", column: at.indent + 1, wanted };
  }
  const before = quoted.length + found.index;
  const actor = body.slice(0, before).trim();
  const textAt = quoted.length + found.index + found[0].length + 1;
  if (actor === "" || (quoted !== "" && actor !== quoted)) {
    const wanted = actor === "" ? `an actor before ${sign}` : "a sign after the actor";
    return { ...at, kind: "misread", column: at.indent + 1 + quoted.length, wanted };
  }
  const text = { text: body.slice(textAt), column: at.indent + textAt + 1 };
  return { ...at, kind: "turn", actor: actor.replace(/＠(?=\d+$)/, "@"), sign, text };
}

function isSign(text: string): text is Sign {
  return text === ">" || text === "<" || text === "<+" || text === "~";
}
