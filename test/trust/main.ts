import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

const root = join(import.meta.dirname, "../..");

/**
 * `npm run trust`: the tests of this folder, which take long, and once more those of `npm test` whose
 * numbers are smaller there, with the full ones; TEST_NUMBERS says how much of them. Arguments go to
 * mocha.
 */
function main(): void {
  const own = testsIn(import.meta.dirname);
  const smaller = testsIn(join(root, "test")).filter(
    (file) => !own.includes(file) && readFileSync(file, "utf8").includes('support/sizes.ts"'),
  );
  const files = [...own, ...smaller].flatMap((file) => ["--spec", relative(root, file)]);
  const mocha = [join(root, "node_modules/mocha/bin/mocha.js"), "--no-package", "--import=tsx"];
  const options = ["--reporter=test/support/reporter.ts", "--timeout=600000"];
  const child = spawn(
    process.execPath,
    [...mocha, ...options, ...files, ...process.argv.slice(2)],
    {
      cwd: root,
      env: { TEST_NUMBERS: "1", ...process.env },
      stdio: "inherit",
    },
  );
  child.once("close", (code) => {
    process.exitCode = code ?? 1;
  });
}

function testsIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => join(folder, name))
    .sort();
}

main();
