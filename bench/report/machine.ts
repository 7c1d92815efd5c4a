import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus } from "node:os";

/** Says in one line what the figures were measured on. */
export function machineLine(): string {
  const cores = cpus();
  const model = cores[0]?.model.trim() ?? "unknown";
  const redis = /v=(\S+)/.exec(spawnSync("redis-server", ["--version"]).stdout.toString())?.[1];
  return `${cores.length} cores (${model}), ${process.platform}, Node ${process.version}, redis-server ${redis ?? "none"}`;
}

const ticksPerSecond = 100;

/** How much processor time (s) a process has had; NaN where the system does not say. */
export function cpuSecondsOf(pid: number): number {
  try {
    // The name of the process stands in parentheses, and may hold anything.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  } catch {
    return NaN;
  }
}
