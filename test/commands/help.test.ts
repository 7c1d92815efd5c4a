import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { bundled } from "../support/bundle.ts";
import { runMain, temporaryFolder } from "../support/child.ts";
import { createEnds } from "../support/ends.ts";
import { inParallel } from "../support/in-parallel.ts";
import { inFull } from "../support/sizes.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const verbs = ["start", "replay", "record", "talk", "chat", "doctor", "explore", "import", "admin"];

describe("help", function () {
  this.timeout(120_000);
  const whenOver = createEnds();

  it("is what every verb answers --help with, whatever else is wrong, and exits 0", async () => {
    // Each is a process of its own, which takes a second.
    const tried = inFull ? verbs : ["start", "import"];
    await inParallel(tried.length, 2, async (index) => {
      const verb = tried[index] ?? "";
      const { code, out, errors } = await runMain([verb, "--nonsense", "--help"], { PORT: "x" });
      expect(errors, verb).to.deep.equal([]);
      expect(out[0]).to.match(new RegExp(`^usage: npm (run )?${verb} --`));
      expect(code, verb).to.equal(0);
    });
  });

  it("of the program lists its verbs, --version is the package's", async () => {
    const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as object;
    const all = await runMain(["--help"]);
    for (const verb of verbs) expect(all.out.join("\n")).to.match(new RegExp(`^  ${verb} `, "m"));
    expect(all.code).to.equal(0);
    const { code, out } = await runMain(["--version"]);
    expect({ code, out }).to.deep.equal({
      code: 0,
      out: ["version" in manifest ? manifest.version : ""],
    });
  });

  it("of an installed package names what works there", () => {
    const { path, remove } = temporaryFolder();
    whenOver(remove);
    const home = join(path, "node_modules/enterprise-assistant");
    cpSync(join(root, "docs/doctor.md"), join(home, "docs/doctor.md"));
    cpSync(join(root, "package.json"), join(home, "package.json"));
    const main = join(home, "dist/bin/main.js");
    cpSync(dirname(bundled("src/main.ts")), dirname(main), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(home, "node_modules"));
    const run = (...args: readonly string[]): string =>
      execFileSync(process.execPath, [main, ...args], { cwd: path, encoding: "utf8" });
    const told = run("doctor", "--help");
    expect(told).to.match(/^usage: npx enterprise-assistant doctor URL/);
    const page = /\((\S+doctor\.md)#capturing\)/.exec(told)?.[1] ?? "";
    expect(page).to.equal("node_modules/enterprise-assistant/docs/doctor.md");
    expect(dirname(page)).to.not.include(root);
  });
});
