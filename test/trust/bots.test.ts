import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { freePort } from "../support/port.ts";
import { environmentOf, readCompose, serviceOf } from "../docker/read-compose.ts";
import { runMain, temporaryFolder } from "../support/child.ts";
import { createEnds } from "../support/ends.ts";
import { leaveOut } from "../support/left-out.ts";
import { startProgram } from "../support/program.ts";
import { isHere, startBot, toolchains, type Toolchain } from "../bots/bot.ts";

const source = join(import.meta.dirname, "../..");
const bots = join(source, "fixtures/bots");
const { compose } = readCompose(join(source, "compose.yaml"));

describe("a bot in another language plays its talk as compose.yaml has it", function () {
  this.timeout(120_000);
  const end = createEnds();

  for (const toolchain of toolchains) {
    const { language, lacking } = toolchain;
    if (!isHere(toolchain)) leaveOut(`the bot in ${language}`, lacking);
    else it(`the bot in ${language}`, () => plays(toolchain));
  }

  async function plays(toolchain: Toolchain): Promise<void> {
    const simulator = await startProgram({ SIMULATOR: "on" });
    end(() => simulator.stop());
    const port = String(await freePort());
    const environment = { ...environmentOf(serviceOf(compose, "bot")), PORT: port };
    const cwd = join(bots, toolchain.language);
    end(await startBot(toolchain, cwd, { ...environment, API: simulator.server.url }));
    const folder = temporaryFolder();
    end(folder.remove);
    const report = join(folder.path, "talks.xml");

    const here: readonly (readonly [string, string])[] = [
      ["http://bot:8080", `http://127.0.0.1:${port}`],
      ["http://simulator:3000", simulator.server.url],
      ["/talks/", `${bots}/`],
      ["/tmp/talks.xml", report],
    ];
    const run = (service: string): ReturnType<typeof runMain> =>
      runMain(
        serviceOf(compose, service).command.map((word) =>
          here.reduce((said, [there, mapped]) => said.replace(there, mapped), word),
        ),
      );
    const examined = await run("doctor");
    expect(examined.code, [...examined.out, ...examined.errors].join("\n")).to.equal(0);
    const { code, out, errors } = await run("talk");

    expect([...out, ...errors].join("\n")).to.match(/[1-9]\d* passed, 0 failed, 0 not runnable/);
    expect(code).to.equal(0);
    expect(readFileSync(report, "utf8")).to.match(/<testsuites?\b[^>]* failures="0"/);
  }
});
