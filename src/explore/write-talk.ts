import type { FoundWalk } from "./explore.ts";
import type { BrokenWalk } from "./run-walk.ts";

/**
 * Writes what a search found as a talk that fails for as long as the promise is broken. `seedName`:
 * the seed's file, as the talk would name it.
 */
export function writeFound(
  { walked, walk, from }: FoundWalk,
  { searchSeed, seedName }: { readonly searchSeed: number; readonly seedName: string | undefined },
): { readonly text: string; readonly needsSeed: boolean } {
  const { lines, violation } = walked;
  const needsSeed = seedName !== undefined && !canDoWithoutSeed(walked);
  const taken = new Set(lines.flatMap(({ takes }) => takes ?? []));
  const needed = lines.filter(({ gives }) => gives === undefined || taken.has(gives));
  const written = [
    `# ${violation.name}: ${violation.promise}`,
    `# but ${violation.instead}`,
    `# found by explore --seed ${searchSeed} in walk ${walk}, shrunk from ${from} steps`,
    ...(needsSeed ? [`@ seed ${seedName}`] : []),
    ...folded(needed.map(({ text }) => text)),
    ...violation.lines,
    "",
  ];
  return { text: written.join("\n"), needsSeed };
}

/**
 * Says whether a walk was made by people and contacts that the first world has too, and broke a
 * promise that has nothing to do with how many seats there are.
 */
function canDoWithoutSeed({ lines, violation }: BrokenWalk): boolean {
  const text = lines.map((line) => line.text).join("\n");
  return !elsewhere.test(text) && !["seats", "one-follower"].includes(violation.name);
}

const elsewhere = /^(lina|wangqiang) |1380000000[234]|qiang@example\.com/m;

/** Writes a line that stands there three times or more once, with `@ repeat`. */
function folded(lines: readonly string[]): readonly string[] {
  const written: string[] = [];
  for (let index = 0; index < lines.length;) {
    const line = lines[index] ?? "";
    let end = index;
    while (lines[end] === line) end += 1;
    const times = end - index;
    if (times < 3) written.push(...lines.slice(index, end));
    else written.push(`@ repeat ${times}`, `  ${line.replaceAll("\n", "\n  ")}`);
    index = end;
  }
  return written;
}
