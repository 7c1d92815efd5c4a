import { cutFact, writeFact } from "./fact.ts";
import { parseTalk, splitLines } from "./parse.ts";
import { readLine, type Line } from "./read-line.ts";

/**
 * Writes a talk the one way that talks are written: two spaces a level, one around each sign, no
 * two blank lines together. What is said stays to the letter, and formatting twice changes nothing
 * more. Throws `BadInputError` for what is no talk.
 */
export function formatTalk(file: string, text: string): string {
  parseTalk(file, text);
  const lines = splitLines(text).map((line, index) => readLine(line, index + 1));
  const written: string[] = [];
  for (const [index, depth] of depthsOf(lines).entries()) {
    const line = lines[index];
    const told = line === undefined ? "" : textOf(line);
    if (told !== "") written.push(`${"  ".repeat(depth)}${told}`.trimEnd());
    else if (written.at(-1) !== "" && written.length > 0) written.push("");
  }
  if (written.at(-1) === "") written.pop();
  return written.map((line) => `${line}\n`).join("");
}

function textOf(line: Line): string {
  switch (line.kind) {
    case "blank":
    case "misread":
      return "";
    case "remark":
      return line.text;
    case "more":
      return `| ${line.text.text}`;
    case "turn":
      return `${line.actor} ${line.sign} ${saidIn(line)}`;
    case "world":
      return `@ ${line.verb} ${line.rest.text}`;
    case "arrives":
      return `! ${line.rest.text.trim().replace(/^(\S+) +(\S+) +/, "$1 $2 ")}`;
    case "fact": {
      const cut = cutFact(line.rest.text);
      return cut === undefined ? "" : writeFact(cut);
    }
  }
}

// Spaces before what is said are said too.
function saidIn({ sign, text: { text } }: Extract<Line, { kind: "turn" }>): string {
  return sign === "~" ? text.trimStart() : text;
}

/** How deep each line stands; a remark belongs to the block that it is indented for. */
function depthsOf(lines: readonly Line[]): readonly number[] {
  const levels = [0];
  const after = indentsAfter(lines);
  return lines.map((line, index) => {
    if (line.kind === "blank") return 0;
    if (line.kind !== "remark") return depthAt(line.indent, levels);
    const next = after[index] ?? 0;
    if (next > (levels.at(-1) ?? 0) && line.indent >= next) return depthAt(next, levels);
    return Math.max(0, levels.filter((indent) => indent <= line.indent).length - 1);
  });
}

/** The indentation of the next line that is played, for each line. */
function indentsAfter(lines: readonly Line[]): readonly number[] {
  let next = 0;
  const found = [...lines].reverse().map((line) => {
    if (line.kind !== "blank" && line.kind !== "remark") next = line.indent;
    return next;
  });
  return found.reverse();
}

function depthAt(indent: number, levels: number[]): number {
  while ((levels.at(-1) ?? 0) > indent) levels.pop();
  if ((levels.at(-1) ?? 0) < indent) levels.push(indent);
  return levels.length - 1;
}
