import { BadInputError } from "../domain/bad-input.ts";
import type { Coverage } from "./coverage.ts";

/**
 * Writes coverage for a file by its name: `.json` all that was counted, `.md` the table and the
 * diagram. Throws `BadInputError` for another ending.
 */
export function coverageFile(coverage: Coverage, file: string): string {
  if (file.endsWith(".json")) return `${JSON.stringify(coverage.json(), undefined, 2)}\n`;
  if (!file.endsWith(".md")) {
    throw new BadInputError(`--coverage ${file}: the file's name ends in .md or .json`);
  }
  const table = `\`\`\`\n${coverage.text()}\`\`\``;
  const diagram = `\`\`\`mermaid\n${coverage.diagram()}\`\`\``;
  const legend = "Dotted: no talk moved so.";
  return `# Coverage\n\n${table}\n\n${legend}\n\n${diagram}\n`;
}
