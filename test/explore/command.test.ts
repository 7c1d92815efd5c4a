import { expect } from "chai";
import { runMain } from "../support/child.ts";

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
});
