import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { readConfig, type Config } from "../config.ts";
import { BadInputError } from "../domain/bad-input.ts";
import { openHost } from "../http/host.ts";
import { createLog } from "../http/log.ts";
import { resetTo, startServer } from "../http/server.ts";
import { createInboxReader } from "../replay/inbox-reader.ts";
import { readRecorded } from "../replay/recorded.ts";
import { replayAll } from "../replay/replay.ts";
import type { Target } from "../replay/target.ts";
import { firstWorld, readSeedFile } from "../simulator/seed-file.ts";
import { calleeOptions, readCallee } from "./callee.ts";

/** Plays recorded callbacks to the assistant in a world of its own, or to any URL. */
export async function replay(args: readonly string[]): Promise<number> {
  const { files, target, seed } = callOf(args);
  const recordings = await Promise.all(files.map(readRecorded));
  const played = async (to: Target): Promise<number> =>
    replayAll(recordings, to, await createInboxReader(new URL(to.url).origin), print);
  const failed = target === undefined ? await inOwnWorld(seed, played) : await played(target);
  if (failed > 0) print(`# ${failed} of ${recordings.length} callbacks failed`);
  return failed > 0 ? 1 : 0;
}

type Call = {
  readonly files: readonly string[];
  readonly target: Target | undefined;
  readonly seed: string | undefined;
};

function callOf(args: readonly string[]): Call {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { ...calleeOptions, seed: { type: "string" } },
  });
  if (positionals.length === 0) {
    throw new BadInputError("replay needs files: npm run replay -- fixtures/callbacks/*.xml");
  }
  return { files: positionals, target: readCallee(values), seed: values.seed };
}

/** Runs the whole program on a free port with a store of its own, and takes it down again. */
async function inOwnWorld(
  seed: string | undefined,
  run: (target: Target) => Promise<number>,
): Promise<number> {
  const dataDir = await mkdtemp(join(tmpdir(), "enterprise-assistant-"));
  const read = readConfig({ PORT: "0", DATA_DIR: dataDir, LOG_LEVEL: "silent" });
  if ("problems" in read) throw new Error(read.problems.join("; "));
  const config: Config = read.config;
  const log = createLog(config.logLevel);
  const host = await openHost(config, log);
  try {
    await resetTo(host, await readSeedFile(seed ?? firstWorld));
    const server = await startServer(config, host, log);
    const failed = await run({ url: `${server.url}/callback`, secrets: host.secrets });
    await server.stop();
    return failed;
  } finally {
    await host.close();
    await rm(dataDir, { recursive: true });
  }
}

function print(line: string): void {
  console.log(line);
}
