import { execFile } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { bundled } from "../support/bundle.ts";
import { temporaryFolder } from "../support/child.ts";
import { leaveOut } from "../support/left-out.ts";
import { hasCompiler, slowDisk } from "../support/slow-disk.ts";

const commits = 8;
const slowMs = 60;

describe("a durable LMDB store", function () {
  this.timeout(60_000);
  const title = "answers a commit only when the disk has said that it is written";
  if (!hasCompiler()) {
    leaveOut(title, "gcc, which makes a slow disk");
    return;
  }

  it(title, async () => {
    const { path, remove } = temporaryFolder();
    try {
      const store = join(path, "store");
      mkdirSync(store);
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [bundled("test/store/lmdb-disk-child.ts"), store, String(commits)],
        { env: { ...process.env, ...slowDisk(path, slowMs) } },
      );
      const took = stdout.trim().split("\n").map(Number);
      expect(took).to.have.lengthOf(commits);
      expect(took.filter((ms) => !(ms >= slowMs))).to.deep.equal([]);
    } finally {
      remove();
    }
  });
});
