import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execFile } from "node:child_process";
import { expect } from "chai";
import { scaled } from "../support/sizes.ts";
import { runMain } from "../support/child.ts";
import { buildPlanted, planted } from "./planted.ts";

describe("walks at random", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "explored-"));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  for (const bug of planted) {
    it(`find a build that ${bug.name}, and write a talk that shows it`, async function () {
      this.timeout(180_000);
      const program = await buildPlanted(bug);
      const walked = await run(program, ["explore", "--seed", "1", "--out", folder]);
      expect(walked.code, walked.said).to.equal(1);
      const file = join(folder, `${bug.breaks}.talk`);
      expect(walked.said).to.contain(`written to ${file}; played, it fails at line`);

      const talk = readFileSync(file, "utf8");
      expect(talk.split("\n")[0]).to.match(new RegExp(`^# ${bug.breaks}: `));
      expect(talk).to.contain("--seed 1 in walk");
      expect(talk.trim().split("\n").length).to.be.at.most(12);
      const onThatBuild = await run(program, ["talk", file]);
      expect(onThatBuild.code, onThatBuild.said).to.equal(1);
      const onTheHealthyOne = await runMain(["talk", file]);
      expect(onTheHealthyOne.code, onTheHealthyOne.out.join("\n")).to.equal(0);
    });
  }

  it("find nothing in the program as it is, and say how far they went", async function () {
    this.timeout(180_000);
    const seconds = String(scaled(30));
    const { code, out } = await runMain([
      ...["explore", "--seed", "1", "--seconds", seconds, "--out", folder],
    ]);
    expect(code, out.join("\n")).to.equal(0);
    expect(out.at(-1)).to.match(
      /^nothing found: \d+ walks, \d+ steps; met \d+ of 23 outcomes, not .*released, unlocked$/,
    );
  });
});

type Ran = { readonly code: number | undefined; readonly said: string };

function run(program: string, args: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [program, ...args], (_error, out, errors) => {
      resolve({ code: child.exitCode ?? undefined, said: `${out}${errors}` });
    });
  });
}
