import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { inRoot, surroundings, type Built } from "./build-image.ts";

/** A program of an image, running on this machine. */
export type Container = {
  /** What it has said so far, to either stream. */
  said(): string;
  /** Runs the image's HEALTHCHECK once. */
  isHealthy(): boolean;
  /** Asks it to end, as an engine does, and answers its exit code. */
  stop(): Promise<number | undefined>;
  readonly ended: Promise<number | undefined>;
};

/**
 * Starts what an image starts, with its ENV and what is said on top of it; paths on a VOLUME lie in
 * the image's folder.
 */
export function startContainer(
  image: Built,
  environment: Readonly<Record<string, string>>,
  command: readonly string[] = image.command,
): Container {
  const env = { ...surroundings(), ...mapped(image, { ...image.environment, ...environment }) };
  const cwd = image.workFolder;
  const [program = "", ...args] = [...image.entrypoint, ...command];
  const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const killNow = (): void => void child.kill("SIGKILL");
  process.once("exit", killNow);
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => chunks.push(chunk));
  }
  const ended = once(child, "close").then(([code]: readonly unknown[]) => {
    process.removeListener("exit", killNow);
    return typeof code === "number" ? code : undefined;
  });
  return {
    said: () => chunks.join(""),
    isHealthy() {
      const [check = "", ...checkArgs] = image.healthcheck;
      return spawnSync(check, checkArgs, { cwd, env, timeout: 10_000 }).status === 0;
    },
    stop() {
      child.kill("SIGTERM");
      return ended;
    },
    ended,
  };
}

function mapped(
  { root, volumes }: Built,
  environment: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const isOnVolume = (value: string): boolean =>
    volumes.some((volume) => value === volume || value.startsWith(`${volume}/`));
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      isOnVolume(value) ? inRoot(root, value) : value,
    ]),
  );
}
