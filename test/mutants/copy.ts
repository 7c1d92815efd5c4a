import { fork } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { mutatedText, type Mutant } from "./mutant.ts";
import type { Ran } from "./verdict.ts";

/** A copy of the program and its tests, in which one mutant at a time may live. */
export type ProgramCopy = {
  /** Runs the tests of a file whose titles hold one of `greps`. */
  readonly run: (test: string, greps: readonly string[]) => Promise<Ran>;
  /** Runs a mutant's own test with the mutant in the copy, and takes it out again. */
  readonly runMutant: (mutant: Mutant) => Promise<Ran>;
  readonly close: () => void;
};

const left = new Set(["node_modules", ".git", "dist", "data", "coverage"]);
const withinMs = 120_000;

/** Copies the program into the temporary folder; the work tree is never written to. */
export function copyProgram(root: string): ProgramCopy {
  const copy = mkdtempSync(join(tmpdir(), "mutants-"));
  cpSync(root, copy, { recursive: true, filter: (path) => !left.has(relative(root, path)) });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  const run: ProgramCopy["run"] = (test, greps) => runIn(copy, test, greps.map(literal).join("|"));
  return {
    run,
    async runMutant(mutant) {
      const place = join(copy, "src", mutant.file);
      writeFileSync(place, mutatedText(mutant, root) ?? "");
      try {
        return await run(mutant.test, [mutant.grep]);
      } finally {
        cpSync(join(root, "src", mutant.file), place);
      }
    },
    close: () => {
      rmSync(copy, { recursive: true, force: true });
    },
  };
}

function literal(title: string): string {
  return title.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

function runIn(copy: string, test: string, grep: string): Promise<Ran> {
  const { CI: _ci, REQUIRE_REDIS: _required, ...environment } = process.env;
  const child = fork(join(copy, "test/mutants/run-one.ts"), [join(copy, "test", test), grep], {
    cwd: copy,
    execArgv: ["--import=tsx"],
    // A tenth of the cases does, and the same ones each time.
    env: { ...environment, FUZZ_SEED: "1", TEST_NUMBERS: "0.1" },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    detached: true,
  });
  let ran: Ran | undefined;
  let said = "";
  child.on("message", (message: Ran) => (ran = message));
  child.stderr?.on("data", (piece: Buffer) => (said = (said + piece.toString()).slice(-2_000)));
  const timer = setTimeout(() => {
    said = `nothing was heard for ${withinMs / 1000} s`;
    end(child.pid);
  }, withinMs);
  return new Promise((resolve) => {
    child.once("close", () => {
      clearTimeout(timer);
      const message = said.trim().split("\n").at(-1) ?? "";
      resolve(ran ?? { tests: 0, leftOut: 0, failure: { by: "other", message } });
    });
  });
}

// With all that the test has started.
function end(pid: number | undefined): void {
  if (pid !== undefined) process.kill(-pid, "SIGKILL");
}
