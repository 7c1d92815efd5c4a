import { rmSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));
const built = new Map<string, string>();

/** What esbuild is told by `npm run build`, but for `--splitting`: a test's program is one file. */
export const asBuilt = {
  absWorkingDir: root,
  bundle: true,
  packages: "external",
  platform: "node",
  format: "esm",
  target: "node20",
} as const;

process.once("exit", () => {
  for (const outfile of built.values()) rmSync(outfile, { force: true });
});

/**
 * Builds a program as `npm run build` does, once a run, and answers the file for `node` to run. It
 * lies as deep as `dist/bin`, since that is how the fixtures are found.
 */
export function bundled(script: string): string {
  const known = built.get(script);
  if (known !== undefined) return known;
  const outfile = join(root, "dist", "test", `${basename(script, ".ts")}-${process.pid}.js`);
  built.set(script, outfile);
  buildSync({ ...asBuilt, entryPoints: [script], outfile });
  return outfile;
}
