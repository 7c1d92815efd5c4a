import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig, type Config } from "../../src/config.ts";
import type { Environment } from "../../src/environment.ts";
import { usualLimits, type ConnectionLimits } from "../../src/http/connections.ts";
import { openHost, type Host, type HostOverrides } from "../../src/app/host.ts";
import { createLog } from "../../src/app/log.ts";
import { startServer, type Server } from "../../src/http/server.ts";
import { firstWorld, readSeedFile } from "../../src/simulator/seed-file.ts";

/** The whole program on a free port, with what it logged. */
export type Program = {
  readonly config: Config;
  readonly host: Host;
  readonly server: Server;
  readonly lines: readonly string[];
  /** Sends JSON to a path and answers status and JSON. */
  call(method: string, path: string, body?: unknown): Promise<{ status: number; json: unknown }>;
  stop(): Promise<void>;
};

/** Starts the program in a folder of its own, in the first world unless there is no simulator. */
export async function startProgram(
  environment: Environment = {},
  limits: ConnectionLimits = usualLimits,
  overrides: HostOverrides = {},
): Promise<Program> {
  const dataDir = await mkdtemp(join(tmpdir(), "assistant-test-"));
  const read = readConfig({ PORT: "0", DATA_DIR: dataDir, LOG_LEVEL: "debug", ...environment });
  if ("problems" in read) throw new Error(read.problems.join("\n"));
  const { config } = read;
  const lines: string[] = [];
  const log = createLog(config.logLevel, { write: (line) => void lines.push(line) });
  const host = await openHost(config, { log, ...overrides });
  await host.simulator?.reset(await readSeedFile(firstWorld));
  const server = await startServer(host, limits);
  return {
    config,
    host,
    server,
    lines,
    async call(method, path, body) {
      const response = await fetch(`${server.url}${path}`, {
        method,
        ...(body === undefined
          ? {}
          : { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
      });
      return { status: response.status, json: await response.json() };
    },
    async stop() {
      await server.stop();
      await host.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
