import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { copyProgram, type ProgramCopy } from "./copy.ts";
import { mutatedText, titleOf, type Mutant } from "./mutant.ts";
import { table } from "./table.ts";
import { verdictOf, type Verdict } from "./verdict.ts";

const root = join(import.meta.dirname, "../..");

/**
 * `npm run mutants`: takes each control of the table out of a copy of the program, one at a time, and
 * runs the test that must fail then. Exits 1 when one does not, or the table says otherwise.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      only: { type: "string", default: "" },
      // `npm test` has just been seen to pass: what is to fail needs no run without a mutant first.
      "tests-passed": { type: "boolean", default: false },
      copies: { type: "string", default: String(Math.min(2, availableParallelism())) },
    },
  });
  const wanted = new RegExp(values.only);
  const mutants = table.filter((mutant) => wanted.test(Object.values(mutant).join(" ")));
  // All of the table is looked at, whatever is run of it.
  const stale = table.filter((mutant) => mutatedText(mutant, root) === undefined);
  for (const mutant of stale) console.log(`not there exactly once: ${titleOf(mutant)}`);
  if (stale.length > 0) {
    console.log("the table is stale");
    return 1;
  }
  const copies = Array.from({ length: Number(values.copies) }, () => copyProgram(root));
  try {
    if (!values["tests-passed"] && !(await areGreen(mutants, copies))) return 1;
    return await judged(mutants, copies);
  } finally {
    for (const copy of copies) copy.close();
  }
}

/** Whether the tests that are to fail pass as long as nothing is taken out. */
async function areGreen(
  mutants: readonly Mutant[],
  copies: readonly ProgramCopy[],
): Promise<boolean> {
  const tests = [...new Set(mutants.map(({ test }) => test))];
  let red = 0;
  await inParallel(tests, copies, async (test, copy) => {
    const greps = new Set(mutants.filter((each) => each.test === test).map(({ grep }) => grep));
    const { verdict, why } = verdictOf(await copy.run(test, [...greps]));
    if (verdict === "survived" || verdict === "left out") return;
    red += 1;
    console.log(`not green without any mutant: test/${test}: ${why}`);
  });
  console.log(`${tests.length - red} of ${tests.length} test files are green without any mutant`);
  return red === 0;
}

async function judged(mutants: readonly Mutant[], copies: readonly ProgramCopy[]): Promise<number> {
  const verdicts = new Map<Mutant, Verdict>();
  await inParallel(mutants, copies, async (mutant, copy) => {
    const started = performance.now();
    const verdict = verdictOf(await copy.runMutant(mutant));
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    verdicts.set(mutant, verdict);
    const place = `${verdicts.size}/${mutants.length}`.padStart(7);
    console.log(
      `${place} ${verdict.verdict.padEnd(8)} ${seconds.padStart(4)} s  ${titleOf(mutant)}`,
    );
    const problem = problemOf(mutant, verdict);
    if (problem !== undefined) console.log(`        ${problem}`);
  });
  const bad = mutants.filter((each) => problemOf(each, verdicts.get(each)) !== undefined);
  if (bad.length > 0) console.log(`\nTo be mended:\n${bad.map(titleOf).join("\n")}\n`);
  const count = (wanted: Verdict["verdict"]): readonly Mutant[] =>
    mutants.filter((each) => verdicts.get(each)?.verdict === wanted);
  const leftOut = count("left out").length;
  if (leftOut > 0) console.log(`${leftOut} left out: this machine lacks what their tests need`);
  const survived = count("survived");
  const listed = survived.filter(({ survives }) => survives !== undefined).length;
  console.log(
    `${mutants.length} mutants, ${count("killed").length} killed, ` +
      `${survived.length} survived (${listed} of them listed with a reason)`,
  );
  return bad.length > 0 ? 1 : 0;
}

function problemOf({ survives, test, grep }: Mutant, found: Verdict | undefined) {
  switch (found?.verdict) {
    case "killed":
      return survives && "it is listed as surviving, and was killed: take the reason out";
    case "survived":
      return survives === undefined ? `test/${test} passed: ${grep}` : undefined;
    case "left out":
      // As for the tests themselves: CI installs what they need.
      return process.env["CI"] ? "it was left out, and must not be in CI" : undefined;
    default:
      return `no assertion failed, it fell over: ${found?.why ?? "unknown"}`;
  }
}

async function inParallel<T>(
  work: readonly T[],
  copies: readonly ProgramCopy[],
  each: (item: T, copy: ProgramCopy) => Promise<void>,
): Promise<void> {
  const waiting = [...work];
  await Promise.all(
    copies.map(async (copy) => {
      for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
        await each(item, copy);
      }
    }),
  );
}

process.exitCode = await main();
