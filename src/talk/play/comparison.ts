import type { Template } from "../grammar/talk.ts";

/** A template as a regular expression, whose groups `hole_NAME` are what its names stand for. */
export type Comparison = {
  readonly pattern: RegExp;
  /** Whether it takes linear time; what somebody's own `{{/pattern/}}` takes is not known. */
  readonly isLinear: boolean;
};

/** How the names of our groups begin; a pattern of somebody's own may have other groups. */
export const prefix = "hole_";

/**
 * Writes a template as a regular expression. A hole ends where the text behind it is met first,
 * and no other end is tried, so that comparing takes linear time. Only where that would not be
 * right are all ends tried: beside a pattern, and for a name that is first met and met again.
 */
export function comparisonOf(
  template: Template,
  bindings: ReadonlyMap<string, string>,
): Comparison {
  const pieces = piecesOf(template, bindings);
  const names = pieces.flatMap((piece) => (piece.kind === "name" ? [piece.name] : []));
  const isLinear =
    new Set(names).size === names.length && pieces.every(({ kind }) => kind !== "pattern");
  const source = isLinear ? firstEnds(pieces) : allEnds(pieces);
  return { pattern: new RegExp(`^${source}$`, "u"), isLinear };
}

type Piece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "any" }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "pattern"; readonly source: string };

/** The pieces of a template; what is known joins the text around it. */
function piecesOf(template: Template, bindings: ReadonlyMap<string, string>): readonly Piece[] {
  const pieces: Piece[] = [];
  for (const part of template) {
    const text = part.kind === "name" ? bindings.get(part.name) : undefined;
    const piece = text === undefined ? part : { kind: "literal" as const, text };
    const last = pieces.at(-1);
    if (piece.kind !== "literal") pieces.push(piece);
    else if (last?.kind !== "text") pieces.push({ kind: "text", text: piece.text });
    else pieces[pieces.length - 1] = { kind: "text", text: last.text + piece.text };
  }
  return pieces;
}

function firstEnds(pieces: readonly Piece[]): string {
  const sources = pieces.map((piece, index) => {
    const next = pieces[index + 1];
    if (piece.kind === "text") return quoted(piece.text);
    const name = piece.kind === "name" ? `${prefix}${piece.name}` : `any_${index}`;
    const fewest = piece.kind === "name" ? 1 : 0;
    // Where a hole follows directly, it takes the rest.
    if (next !== undefined && next.kind !== "text") return `(?<${name}>[^]{${fewest}})`;
    if (next === undefined || pieces.length === index + 2) return `(?<${name}>[^]{${fewest},}?)`;
    // A lookahead is not tried again for another end.
    return `(?=(?<${name}>[^]{${fewest},}?)${quoted(next.text)})\\k<${name}>`;
  });
  return sources.join("");
}

function allEnds(pieces: readonly Piece[]): string {
  const caught = new Set<string>();
  const sources = pieces.map((piece) => {
    switch (piece.kind) {
      case "text":
        return quoted(piece.text);
      case "any":
        return "[^]*?";
      case "pattern":
        return `(?:${piece.source})`;
      case "name": {
        const group = `${prefix}${piece.name}`;
        if (caught.has(group)) return `\\k<${group}>`;
        caught.add(group);
        return `(?<${group}>[^]+?)`;
      }
    }
  });
  return sources.join("");
}

function quoted(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
