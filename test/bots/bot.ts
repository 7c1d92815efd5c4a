import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { until } from "../support/redis.ts";

/** A bot of `fixtures/bots`, and what a machine needs to run it. */
export type Toolchain = {
  readonly language: string;
  readonly command: readonly [string, ...(readonly string[])];
  /** A command that ends well where the bot can be run. */
  readonly probe: readonly [string, ...(readonly string[])];
  /** What a machine without it lacks, in words. */
  readonly lacking: string;
};

/** The bots, by the folder that they lie in. */
export const toolchains: readonly Toolchain[] = [
  {
    language: "java",
    command: ["java", "EchoBot.java"],
    probe: ["java", "-version"],
    lacking: "java on the PATH",
  },
  {
    language: "python",
    command: ["python3", "echo_bot.py"],
    probe: ["python3", "-c", "import cryptography"],
    lacking: "python3 with cryptography on the PATH",
  },
  {
    language: "go",
    command: ["go", "run", "main.go"],
    probe: ["go", "version"],
    lacking: "go on the PATH",
  },
];

/** Whether this machine can run a bot. */
export function isHere({ probe: [program, ...args] }: Toolchain): boolean {
  return spawnSync(program, args, { timeout: 30_000 }).status === 0;
}

/** Starts a bot in its folder and waits until it answers; throws with what it said otherwise. */
export async function startBot(
  { command: [program, ...args] }: Toolchain,
  cwd: string,
  environment: Readonly<Record<string, string>>,
): Promise<() => Promise<void>> {
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
    // `go run` is not the bot, but its parent: both are in one group.
    detached: true,
  });
  const closed = once(child, "close");
  let isOver = false;
  const killNow = (): void => {
    if (!isOver && child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  };
  process.once("exit", killNow);
  void closed.then(() => {
    isOver = true;
    process.removeListener("exit", killNow);
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => said.push(line));
  }
  const answers = (): boolean => said.some((line) => line.includes("answers at"));
  await until(() => isOver || answers(), 60_000);
  if (!answers()) throw new Error(`The bot did not start: ${said.join(" | ")}`);
  return async () => {
    killNow();
    await closed;
  };
}
