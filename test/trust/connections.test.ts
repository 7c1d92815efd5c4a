import { execSync } from "node:child_process";
import { expect } from "chai";
import { startMain } from "../support/child.ts";
import { startHorde } from "../support/horde.ts";
import { leaveOut } from "../support/left-out.ts";
import { deliver, sealed, textXml } from "../support/pushes.ts";

const addresses = 12;
const each = 1_000;
const files = addresses * each + 500;

const title = `the server, with ${addresses * each} connections that drip`;
const allowed = execSync("ulimit -n", { shell: "/bin/sh", encoding: "utf8" }).trim();

if (allowed !== "unlimited" && Number(allowed) < files) {
  leaveOut(title, `${files} open files (ulimit -n)`);
} else {
  describe(title, function () {
    this.timeout(180_000);

    it("answers a genuine callback all the while, and none of them is left afterwards", async () => {
      const program = await startMain({ LOG_LEVEL: "warn" });
      const times: number[] = [];
      let isOver = false;
      try {
        const genuine = async (): Promise<void> => {
          while (!isOver) {
            const started = performance.now();
            const { status } = await deliver(
              `${program.url}/callback`,
              sealed(textXml(`follower-${times.length}`, "你好")),
            );
            expect(status).to.equal(200);
            times.push(performance.now() - started);
            await new Promise((resolve) => setTimeout(resolve, 50));
          }
        };
        const answering = genuine();
        const began = performance.now();
        const port = Number(new URL(program.url).port);
        const horde = await startHorde(port, { each, addresses, everyMs: 1_000 });
        const openedAfter = performance.now() - began;
        while (horde.open() > 0 && performance.now() - began < 90_000) {
          await Promise.race([answering, new Promise((resolve) => setTimeout(resolve, 100))]);
        }
        const left = horde.open();
        const goneAfter = performance.now() - began;
        horde.end();
        isOver = true;
        await answering;
        const slowest = Math.max(...times);
        console.log(
          `      opened in ${seconds(openedAfter)}, ${horde.most()} at once, all gone after ${seconds(goneAfter)}; ${times.length} callbacks meanwhile, the slowest in ${seconds(slowest)}`,
        );
        expect(left).to.equal(0);
        expect(times).to.have.lengthOf.above(10);
      } finally {
        isOver = true;
        await program.end("SIGTERM");
      }
    });
  });
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
