import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { usualLimits } from "../../src/http/connections.ts";
import { runMain, temporaryFolder } from "../support/child.ts";
import { startProgram } from "../support/program.ts";
import { answersCopiesWithNothing } from "../trust/planted.ts";

describe("npm run explore", () => {
  const calls: readonly (readonly [string, readonly string[], RegExp])[] = [
    ["no length of time", ["--seconds", "soon"], /^--seconds takes a whole number from 1 on$/],
    ["a seed that is no number", ["--seed", "x"], /^--seed takes a whole number from 0 on$/],
    ["files", ["happy.talk"], /^explore takes no files$/],
    ["a contact that is none", ["--contact", "me"], /^--contact me: this is no phone number/],
    ["an option that there is not", ["--second", "1"], /^Unknown option '--second'/],
    [
      "a URL where nobody answers",
      ["--to", "http://127.0.0.1:9/"],
      /^at http:\/\/127\.0\.0\.1:9\/: cannot be reached/,
    ],
  ];
  for (const [what, args, said] of calls) {
    it(`answers ${what} with one clear line and 2`, async () => {
      const { code, errors } = await runMain(["explore", ...args]);
      expect(errors.find((line) => !line.startsWith("# no --"))).to.match(said);
      expect(errors.join("\n")).not.to.contain("    at ");
      expect(code).to.equal(2);
    });
  }

  it("answers 1 when a bot breaks a promise, and writes a talk that fails", async () => {
    const bot = await startProgram({}, usualLimits, answersCopiesWithNothing);
    const out = temporaryFolder();
    try {
      const { code, out: said } = await runMain([
        ...["explore", "--to", `${bot.server.url}/callback`, "--seed", "1", "--out", out.path],
      ]);
      const file = join(out.path, "copies-alike.talk");
      expect(said.at(-1)).to.match(/copies-alike\.talk; played, it fails at line \d+: /);
      expect(readFileSync(file, "utf8")).to.match(/^# copies-alike: /);
      expect(code).to.equal(1);
    } finally {
      await bot.stop();
      out.remove();
    }
  });
});
