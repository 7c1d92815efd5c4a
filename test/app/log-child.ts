import { createLog } from "../../src/app/log.ts";

// Says much in turns, as a server would; then waits for a word from outside, or ends at once.
const [lines = "0", then = "wait"] = process.argv.slice(2);
const log = createLog("info");
for (let line = 0; line < Number(lines); line += 1) {
  log.info("callback answered", { outcome: "prompted", ms: line, reason: "x".repeat(200) });
  if (line % 500 === 0) await new Promise((resolve) => setImmediate(resolve));
}
process.send?.("said");
if (then === "end") process.exit(0);
process.once("message", () => {
  process.disconnect();
});
