import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { AssertionError, expect } from "chai";
import { mutatedText, titleOf, type Mutant } from "./mutants/mutant.ts";
import { table } from "./mutants/table.ts";
import { areTitled, titlesOf } from "./mutants/titles.ts";
import { isAssertion, verdictOf } from "./mutants/verdict.ts";

const root = join(import.meta.dirname, "..");

/** A row of docs/security.md: what it is about, and the test files that it names. */
type Promised = { readonly threat: string; readonly tests: readonly string[] };

function promises(): readonly Promised[] {
  const rows = readFileSync(join(root, "docs/security.md"), "utf8").match(/^\| .+ \|$/gm) ?? [];
  return rows
    .map((row) => row.split("|").map((cell) => cell.trim()))
    .filter(([, threat = ""]) => threat !== "threat" && !threat.startsWith("--"))
    .map(([, threat = "", , test = ""]) => ({
      threat,
      tests: Array.from(test.matchAll(/`test\/([^`]+)`/g), ([, path = ""]) => path),
    }));
}

const isOf = ({ of }: Mutant, { threat }: Promised): boolean =>
  threat === of || threat.startsWith(`${of} `) || threat.startsWith(`${of}:`);

const proves = (mutant: Mutant, promised: Promised, path: string): boolean =>
  isOf(mutant, promised) && mutant.test.startsWith(path) && mutant.survives === undefined;

describe("the promises of docs/security.md", () => {
  it("name a test each, and no test that is not there", () => {
    expect(promises()).to.have.lengthOf.above(25);
    const unnamed = promises().filter(({ tests }) => tests.length === 0);
    expect(unnamed.map(({ threat }) => threat)).to.deep.equal([]);
    const named = promises().flatMap(({ tests }) => tests);
    expect(named.filter((path) => !existsSync(join(root, "test", path)))).to.deep.equal([]);
  });

  it("have a mutant each for every test that they name: what it must notice", () => {
    const unproven = promises().flatMap((promised) =>
      promised.tests
        .filter((path) => !table.some((each) => proves(each, promised, path)))
        .map((path) => `${promised.threat}: ${path}`),
    );
    expect(unproven).to.deep.equal([]);
  });

  it("are what every mutant breaks one of", () => {
    const lost = table.filter((each) => !promises().some((promised) => isOf(each, promised)));
    expect(lost.map(titleOf)).to.deep.equal([]);
  });
});

describe("the table of mutants", () => {
  it("fits the program: every piece stands there exactly once", () => {
    const stale = table.filter((each) => mutatedText(each, root) === undefined);
    expect(stale.map(titleOf)).to.deep.equal([]);
  });

  it("names tests that are there: each grep is a part of a title in its test file", () => {
    const tests = [...new Set(table.map(({ test }) => test))];
    const titles = new Map(tests.map((test) => [test, titlesOf(join(root, "test", test))]));
    const lost = table.filter(({ test, grep }) => {
      const known = titles.get(test);
      return known === undefined || !areTitled(known, grep);
    });
    expect(lost.map(({ test, grep }) => `${test}: ${grep}`)).to.deep.equal([]);
  });

  it("has no mutant twice, and none that changes nothing", () => {
    const titles = table.map(({ of, file, from, to, test }) =>
      [of, file, from, to, test].join(" "),
    );
    expect(new Set(titles).size).to.equal(titles.length);
    expect(table.filter(({ from, to }) => from === to)).to.deep.equal([]);
  });
});

describe("a mutant", () => {
  it("is killed by an assertion, and by nothing else", () => {
    const failed = (by: "assertion" | "loading" | "other") =>
      verdictOf({ tests: 1, leftOut: 0, failure: { by, message: "" } }).verdict;
    expect(failed("assertion")).to.equal("killed");
    expect([failed("loading"), failed("other")]).to.deep.equal(["broken", "broken"]);
    expect(verdictOf({ tests: 3, leftOut: 0 }).verdict).to.equal("survived");
    expect(verdictOf({ tests: 0, leftOut: 0 }).verdict).to.equal("broken");
    expect(verdictOf({ tests: 0, leftOut: 2 }).verdict).to.equal("left out");
    const assertion = new AssertionError("no");
    expect(
      [assertion, new Error("property failed", { cause: assertion })].every(isAssertion),
    ).to.equal(true);
    expect([new TypeError("no"), new Error("no"), "no"].some(isAssertion)).to.equal(false);
  });
});
