import { rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync, type BuildOptions } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));
const built = new Set<string>();

process.once("exit", () => {
  for (const file of built) rmSync(dirname(file), { recursive: true, force: true });
});

/** Builds a script as `npm run build` does, once a run, and returns the file for `node` to run. */
export function bundled(script: string): string {
  return buildOnce(script, "test", { packages: "external" });
}

/**
 * Builds the command line, once a run, and returns the file for `node` to run. The packages that it
 * uses are built into it: it then starts in half the time, and tests start it a hundred times.
 */
export function mainWithPackages(): string {
  return buildOnce("src/main.ts", "test-main", {
    external: ["lmdb", "esbuild"],
    // What packages `require` of node itself.
    banner: {
      js: 'import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);',
    },
  });
}

// It lies as deep as `dist/bin`, since that is how the fixtures are found.
function buildOnce(script: string, folder: string, options: BuildOptions): string {
  const outdir = join(root, "dist", `${folder}-${process.pid}`);
  const outfile = join(outdir, `${basename(script, ".ts")}.js`);
  if (built.has(outfile)) return outfile;
  built.add(outfile);
  buildSync({
    absWorkingDir: root,
    entryPoints: [script],
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    target: "node20",
    outdir,
    ...options,
  });
  return outfile;
}
