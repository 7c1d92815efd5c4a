import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { bundled } from "../../test/support/bundle.ts";
import { accepts, freePort } from "../../test/support/port.ts";

/** A server in a process of its own, answering on a port of this machine. */
export type Running = {
  readonly port: number;
  readonly pid: number;
  /** Ends it, first politely. */
  readonly stop: () => Promise<void>;
};

/** What to start: a TypeScript file below the repository, and what it is told. */
export type Program = {
  readonly name: string;
  readonly script: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Options of Node, to profile it for one. */
  readonly nodeOptions: readonly string[];
};

const startsWithinMs = 30_000;
const stopsWithinMs = 8_000;

/** Starts a program on a free port; what it says goes to a file in `folder`, as a service's does. */
export async function startChild(program: Program, folder: string): Promise<Running> {
  const port = await freePort();
  const said = join(folder, `${program.name}.log`);
  const out = openSync(said, "w");
  const { PATH, HOME } = process.env;
  const options = [...program.nodeOptions, bundled(program.script)];
  const child = spawn(process.execPath, [...options, ...program.args], {
    cwd: folder,
    env: { PATH, HOME, NODE_ENV: "", ...program.environment, PORT: String(port) },
    stdio: ["ignore", out, out],
  });
  closeSync(out);
  const killNow = (): void => void child.kill("SIGKILL");
  process.once("exit", killNow);
  const isOver = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => {
      process.off("exit", killNow);
      resolve();
    });
  });
  const end = Date.now() + startsWithinMs;
  while (!(await accepts(port))) {
    if (isOver() || Date.now() > end) {
      killNow();
      throw new Error(`${program.name} did not start: ${readFileSync(said, "utf8").trim()}`);
    }
    await pause(50);
  }
  return {
    port,
    pid: child.pid ?? 0,
    async stop() {
      child.kill("SIGTERM");
      const timer = setTimeout(killNow, stopsWithinMs);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** Waits. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
