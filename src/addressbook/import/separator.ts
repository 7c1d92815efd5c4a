const separators: readonly (readonly [string, string])[] = [
  [";", "semicolons"],
  ["\t", "tabs"],
  ["，", "full-width commas (，)"],
  ["；", "full-width semicolons (；)"],
];

/**
 * Names what parts cells instead of a comma: a sign at which a cell falls into parts, one of which,
 * without its quotes, is what somebody expects.
 */
export function separatorIn(
  cells: readonly string[],
  isExpected: (part: string) => boolean,
): string | undefined {
  for (const [sign, name] of separators) {
    for (const cell of cells) {
      if (cell.includes(sign) && cell.split(sign).map(bare).some(isExpected)) return name;
    }
  }
  return undefined;
}

function bare(part: string): string {
  return part.trim().replace(/^"|"$/g, "");
}
