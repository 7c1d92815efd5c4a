import { fork } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect } from "chai";
import { bundled } from "../support/bundle.ts";

const said = 40_000;
const bytesALine = 280;
/** What may wait in the log, in the system's pipe and on the way. */
const mostWaiting = 5 * 1024 * 1024;

describe("a log that nobody reads", function () {
  this.timeout(60_000);

  const run = (lines: number, then: "wait" | "end") =>
    fork(bundled("test/app/log-child.ts"), [String(lines), then], {
      execArgv: [],
      stdio: ["ignore", "pipe", "inherit", "ipc"],
    });

  it("does not grow: lines are dropped, and counted for whoever reads again", async () => {
    const child = run(said, "wait");
    const { stdout } = child;
    if (stdout === null) throw new Error("There is no pipe");
    stdout.pause();
    await once(child, "message");
    child.send("enough");
    let read = 0;
    let dropped = 0;
    for await (const line of createInterface({ input: stdout })) {
      const { msg, count } = JSON.parse(line) as { msg: string; count?: number };
      if (msg === "callback answered") read += 1;
      else {
        expect(line).to.include("nobody read them");
        dropped += count ?? 0;
      }
    }
    expect(read + dropped).to.equal(said);
    expect(read * bytesALine).to.be.within(1024 * 1024, mostWaiting);
  });

  it("keeps no process from ending", async () => {
    const child = run(5_000, "end");
    child.stdout?.pause();
    await once(child, "message");
    const late = setTimeout(() => child.kill("SIGKILL"), 15_000);
    const [code] = (await once(child, "exit")) as [number | null];
    clearTimeout(late);
    expect(code).to.equal(0);
  });
});
