import fc from "fast-check";
import Mocha from "mocha";
import { isAssertion, type Ran } from "./verdict.ts";

/** Runs one test file in a process of its own, up to its first failure, and tells its parent. */
const [file = "", grep = ""] = process.argv.slice(2);

class Silent extends Mocha.reporters.Base {
  override epilogue(): void {
    // The parent says what there is to say.
  }
}

// The same cases each time, and no looking for the smallest that fails.
fc.configureGlobal({ seed: 1, endOnFailure: true });

process.send?.(await ran(), () => process.exit());

async function ran(): Promise<Ran> {
  const mocha = new Mocha({
    grep: new RegExp(grep),
    bail: true,
    timeout: 60_000,
    reporter: Silent,
  });
  mocha.addFile(file);
  try {
    await mocha.loadFilesAsync();
  } catch (error) {
    return { tests: 0, leftOut: 0, failure: { ...described(error), by: "loading" } };
  }
  return new Promise((resolve) => {
    let failure: Ran["failure"];
    const runner = mocha.run(() => {
      const { passes = 0, failures = 0, pending = 0 } = runner.stats ?? {};
      resolve({ tests: passes + failures, leftOut: pending, failure });
    });
    runner.once("fail", (test, error: unknown) => {
      const type: string = test.type;
      const otherwise = type === "hook" ? "loading" : "other";
      failure = { ...described(error), by: isAssertion(error) ? "assertion" : otherwise };
    });
  });
}

function described(error: unknown): { readonly message: string } {
  return { message: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
}
