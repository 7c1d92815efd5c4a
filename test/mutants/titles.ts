import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** What stands in a title's place where it is only worked out when the tests are loaded. */
const workedOut = "\0";

/** The titles of a test file and of the test files that it imports, and all their text. */
type Titles = { readonly titles: readonly string[]; readonly text: string };

/**
 * Reads the titles of a test file without running it: each with those of the suites around it, which
 * prettier's indentation shows.
 */
export function titlesOf(file: string, seen = new Set<string>()): Titles {
  if (seen.has(file) || !existsSync(file)) return { titles: [], text: "" };
  seen.add(file);
  const text = readFileSync(file, "utf8");
  const imported = Array.from(text.matchAll(/from "(\.\.?\/[^"]+)"/g), ([, path = ""]) =>
    join(dirname(file), path),
  );
  const others = imported
    .filter((path) => !path.includes("/src/"))
    .map((path) => titlesOf(path, seen));
  return {
    titles: [...titlesIn(text), ...others.flatMap(({ titles }) => titles)],
    text: [text, ...others.map((other) => other.text)].join("\n"),
  };
}

/**
 * Says whether a title may hold a piece of text. What is worked out in a title stands for a text that
 * the test file has somewhere, such as a name in a table of cases.
 */
export function areTitled({ titles, text }: Titles, piece: string): boolean {
  return titles.some((title) => fits(piece, title.split(workedOut), text));
}

const titled =
  /^( *)(it(?:[A-Z]\w*)?|describe\w*)(?:\.\w+)?\(\s*("(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`|[\w.]+)/gm;

function titlesIn(text: string): readonly string[] {
  let around: readonly { readonly indent: number; readonly title: string }[] = [];
  return Array.from(text.matchAll(titled), ([, { length: indent } = "", call, written = ""]) => {
    const own = /^["`]/.test(written) ? unquoted(written) : workedOut;
    around = around.filter((suite) => suite.indent < indent);
    const title = [...around.map((suite) => suite.title), own].join(" ");
    // A helper that describes, such as describeOnEachEngine, may add to the title.
    const suite = { indent, title: call === "describe" ? own : `${own}${workedOut}` };
    if (call?.startsWith("describe")) around = [...around, suite];
    return title;
  });
}

function unquoted(literal: string): string {
  return literal
    .slice(1, -1)
    .replace(/\$\{[^}]*\}/g, workedOut)
    .replace(/\\(.)/g, "$1");
}

/** Tries each place where a piece may pass from one part of a title over what is worked out. */
function fits(piece: string, parts: readonly string[], text: string): boolean {
  return parts.some((part, index) => {
    if (part.includes(piece)) return true;
    const later = parts.slice(index + 1);
    return (
      later.length > 0 &&
      cutsOf(piece).some(([head, rest]) => part.endsWith(head) && goesOn(rest, later, text))
    );
  });
}

/** Whether a piece that begins where something is worked out goes on with the parts behind it. */
function goesOn(piece: string, [next = "", ...later]: readonly string[], text: string): boolean {
  return cutsOf(piece).some(([value, rest]) => {
    if (!text.includes(value)) return false;
    if (rest === "" || next.startsWith(rest)) return true;
    return (
      later.length > 0 && rest.startsWith(next) && goesOn(rest.slice(next.length), later, text)
    );
  });
}

function cutsOf(piece: string): readonly (readonly [head: string, rest: string])[] {
  return Array.from({ length: piece.length + 1 }, (_, at) => [piece.slice(0, at), piece.slice(at)]);
}
