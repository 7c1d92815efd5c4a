import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Environment } from "../../src/environment.ts";
import { mainWithPackages } from "./bundle.ts";
import { until } from "./redis.ts";

/** The program in a process of its own. */
export type Child = {
  /** What it has written so far, to either stream. */
  readonly said: readonly string[];
  /** Sends a signal and waits for the end; 'SIGKILL' leaves it no time for anything. */
  end(signal: "SIGTERM" | "SIGINT" | "SIGKILL"): Promise<Ended>;
  /** Resolves when it has ended by itself. */
  readonly ended: Promise<Ended>;
};

/** How a process ended: its exit code, or undefined when it was killed. */
export type Ended = {
  readonly code: number | undefined;
  readonly out: readonly string[];
  readonly errors: readonly string[];
};

/** Runs a verb of the command line to its end, in an empty folder; kills it when it finds none. */
export async function runMain(
  args: readonly string[],
  environment: Environment = {},
): Promise<Ended> {
  const folder = temporaryFolder();
  const child = spawnMain(args, environment, folder.path);
  const timer = setTimeout(() => void child.end("SIGKILL"), endsWithinMs);
  const ended = await child.ended;
  clearTimeout(timer);
  folder.remove();
  return ended;
}

const endsWithinMs = 40_000;

/** A server in a process of its own, and where it answers. */
export type ServingChild = Child & { readonly url: string };

/** Runs `start` and waits until it answers; throws with what it said when it does not. */
export async function startMain(
  environment: Environment,
  args: readonly string[] = [],
): Promise<ServingChild> {
  const folder = temporaryFolder();
  const child = spawnMain(["start", ...args], { PORT: "0", ...environment }, folder.path);
  void child.ended.then(folder.remove);
  let isOver = false;
  void child.ended.then(() => {
    isOver = true;
  });
  const said = (): string | undefined =>
    child.said.flatMap((line) => /answers at (\S+)\/callback/.exec(line)?.[1] ?? [])[0];
  await until(() => isOver || said() !== undefined, 30_000);
  const url = said();
  if (url === undefined) throw new Error(`It did not start: ${child.said.join(" | ")}`);
  return { ...child, url };
}

/** A folder of its own in the system's place for such. */
export function temporaryFolder(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), "assistant-test-"));
  return {
    path,
    remove: () => {
      rmSync(path, { recursive: true, force: true });
    },
  };
}

/** Runs a verb of the command line in a folder, and leaves it running. */
export function spawnMain(args: readonly string[], environment: Environment, cwd: string): Child {
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, DATA_DIR: join(cwd, "data"), ...environment };
  const child = spawn(process.execPath, [mainWithPackages(), ...args], {
    cwd,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const killNow = (): void => {
    child.kill("SIGKILL");
  };
  process.once("exit", killNow);
  const out: string[] = [];
  const errors: string[] = [];
  const said: string[] = [];
  for (const [stream, lines] of [
    [child.stdout, out],
    [child.stderr, errors],
  ] as const) {
    createInterface({ input: stream }).on("line", (line) => {
      lines.push(line);
      said.push(line);
    });
  }
  const ended = new Promise<Ended>((resolve) => {
    child.once("close", (code) => {
      process.removeListener("exit", killNow);
      resolve({ code: code ?? undefined, out, errors });
    });
  });
  return {
    said,
    ended,
    end: (signal) => {
      child.kill(signal);
      return ended;
    },
  };
}
