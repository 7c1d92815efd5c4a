import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";
import { expect } from "chai";
import type { Suite } from "mocha";
import { firstSteps } from "../../src/simulator/first-steps.ts";
import { leaveOut } from "../support/left-out.ts";
import { createEnds } from "../support/ends.ts";
import { startProgram, type Program } from "../support/program.ts";

const run = promisify(execFile);

const title = "the first steps that a start and the page show";
const curl = spawnSync("curl", ["--help", "all"], { encoding: "utf8" });

if (curl.status === 0 && curl.stdout.includes("--json")) describe(title, suite);
else leaveOut(title, "curl that knows --json on the PATH");

function suite(this: Suite): void {
  this.timeout(60_000);
  const whenOver = createEnds();

  const started = async (seed?: object): Promise<Program> => {
    const program = await startProgram();
    whenOver(() => program.stop());
    if (seed !== undefined) {
      const { status, json } = await program.call("POST", "/_sim/reset", { seed });
      expect(status, JSON.stringify(json)).to.equal(200);
    }
    return program;
  };

  /** Types every line into a shell, the code that was read in the place of CODE. */
  const typed = async ({ host, server }: Program): Promise<string> => {
    const at = server.url.replace("http://127.0.0.1", "localhost");
    let code = "";
    let last = "";
    for (const line of (await firstSteps(host, at)).flatMap(({ lines }) => lines)) {
      const silent = line.replace(/^curl /, "curl -sS ").replace("CODE", code);
      last = (await run("sh", ["-c", silent])).stdout;
      code = /"code":"(\d+)"/.exec(last)?.[1] ?? code;
    }
    return last;
  };

  it("work as they stand, in the first world and in one that was used", async () => {
    const program = await started();
    // A free member first; then who is bound has to leave; who comes is somebody new.
    for (let time = 1; time <= 3; time += 1) {
      expect(JSON.parse(await typed(program))).to.include({
        openid: time === 1 ? "oZhangWei" : `oNewcomer${time - 1}`,
        status: "followed",
        userid: "zhang.wei",
      });
    }
    await program.call("POST", "/_sim/clock", { advance: "1d" });
    expect(JSON.parse(await typed(program))).to.include({ status: "followed" });
  });

  it("name whoever can be verified in other worlds", async () => {
    const members = [
      { userid: "off", name: "停用", mobile: "13800000009", enabled: false },
      { userid: "nowhere", name: "无联系方式", weixinid: "nowhere" },
      { userid: "Ma.Li@acme", name: "马丽 O'Neil", email: "ma.o'neil@example.com" },
    ];
    const followers = [
      { openid: "oKnown", nickname: "known", email: "ma.o'neil@example.com" },
      { openid: "o-1'$(x)", nickname: "new" },
    ];
    const program = await started({ members, followers });
    expect(JSON.parse(await typed(program))).to.include({
      openid: "o-1'$(x)",
      status: "followed",
      userid: "Ma.Li@acme",
    });
  });

  it("let somebody leave where all seats are taken", async () => {
    const members = [
      { userid: "a", name: "甲", mobile: "13800000001" },
      { userid: "b", name: "乙", mobile: "13800000002" },
    ];
    const program = await started({ account: { level: "certified", seats: 1 }, members });
    for (let time = 1; time <= 2; time += 1) {
      expect(JSON.parse(await typed(program))).to.include({ status: "followed", userid: "a" });
    }
  });

  it("say how to get somebody where nobody can be verified, on the page too", async () => {
    const program = await started({});
    const steps = await firstSteps(program.host, "localhost:1");
    expect(steps).to.have.lengthOf(1);
    expect(steps[0]?.about).to.match(/^Nobody in the address book .+ Import somebody/);
    expect(await (await fetch(program.server.url)).text()).to.include("Nobody in the address book");
  });
}
