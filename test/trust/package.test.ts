import { execFile } from "node:child_process";
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect } from "chai";
import { temporaryFolder } from "../support/child.ts";
import { createEnds } from "../support/ends.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));

describe("the example project, from outside", function () {
  // Packs, installs from the registry's cache, checks types and runs the tests.
  this.timeout(300_000);
  const whenOver = createEnds();

  it("uses the package as it is published, with its types", async () => {
    const { path, remove } = temporaryFolder();
    whenOver(remove);
    cpSync(join(root, "fixtures/mocha-example"), path, { recursive: true });
    await run("npm", ["pack", "--pack-destination", path], { cwd: root });
    const packed = readdirSync(path).find((name) => name.endsWith(".tgz")) ?? "";
    const manifest = readFileSync(join(path, "package.json"), "utf8");
    const ours = /"enterprise-assistant": "[^"]+"/;
    expect(manifest).to.match(ours);
    writeFileSync(
      join(path, "package.json"),
      manifest.replace(ours, `"enterprise-assistant": "file:${packed}"`),
    );
    // What the README shows is used here as it stands: its talk, and its mocha test.
    const readme = readFileSync(join(root, "README.md"), "utf8");
    const [, talk = ""] = /^```talk plays\n([^]*?)^```$/m.exec(readme) ?? [];
    const [, test = ""] = /^```ts\n(import \{ world \}[^]*?)^```$/m.exec(readme) ?? [];
    writeFileSync(join(path, "first.talk"), talk);
    writeFileSync(join(path, "test/readme.test.ts"), test);
    const here = { cwd: path, env: { ...process.env, CI: "" } };
    await run("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline"], here);
    await run("npm", ["run", "check"], here);
    const { stdout } = await run("npm", ["test", "--", "--reporter", "json"], here);
    const report = JSON.parse(stdout.slice(stdout.indexOf("{"))) as {
      readonly stats: { readonly passes: number; readonly failures: number };
    };
    expect(report.stats).to.include({ passes: 5, failures: 0 });
    const verb = join(path, "node_modules/.bin/enterprise-assistant");
    const played = await run(verb, ["talk", "talks", "first.talk"], here);
    expect(played.stdout).to.match(/2 talks, 6 turns: 2 passed, 0 failed, 0 not runnable\n$/);
  });
});
