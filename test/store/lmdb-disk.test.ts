import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect } from "chai";
import { leaveOut } from "../support/left-out.ts";

const child = fileURLToPath(new URL("lmdb-disk-child.ts", import.meta.url));
const commits = 8;

describe("a durable LMDB store", function () {
  this.timeout(60_000);
  const title = "answers a commit only when the disk has said that it is written";
  if (spawnSync("strace", ["-o", "/dev/null", "true"]).status !== 0) {
    leaveOut(title, "strace that may trace");
    return;
  }

  it(title, async () => {
    const path = mkdtempSync(join(tmpdir(), "lmdb-"));
    const trace = join(path, "trace");
    const program = [process.execPath, "--import=tsx", child, path, String(commits)];
    const slow = ["-e", "inject=fdatasync:delay_exit=50000"];
    const strace = ["-f", "-o", trace, "-e", "trace=fdatasync,write", ...slow, ...program];
    try {
      await promisify(execFile)("strace", strace);
      const events = readFileSync(trace, "utf8").matchAll(
        /write\(1, "(asked|answered) \d+\\n"|(?:fdatasync\(\d+\)|fdatasync resumed>\)) += 0/g,
      );
      // Several times is as good as once, and what happens between two commits does not count.
      const order = [...events].map(([, said = "disk"]) => said).join(" ");
      const each = order.match(/asked( disk)* answered/g) ?? [];
      expect(each).to.have.lengthOf(commits);
      expect(each.filter((way) => !way.includes("disk"))).to.deep.equal([]);
    } finally {
      rmSync(path, { recursive: true, force: true });
    }
  });
});
