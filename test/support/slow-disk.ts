import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

/** Whether this machine can make a slow disk. */
export function hasCompiler(): boolean {
  return spawnSync("gcc", ["--version"]).status === 0;
}

/** Where a slow disk notes of each file how much of it a sync has confirmed. */
export function syncedIn(folder: string): string {
  return join(folder, "synced");
}

/**
 * The environment of a program whose disk takes so long (ms) for each sync. `folder` is for what the
 * disk is made of.
 */
export function slowDisk(folder: string, ms: number): Readonly<Record<string, string>> {
  const library = join(folder, "slow-disk.so");
  const source = join(import.meta.dirname, "slow-disk.c");
  execFileSync("gcc", ["-shared", "-fPIC", "-O2", "-o", library, source, "-ldl"]);
  mkdirSync(syncedIn(folder), { recursive: true });
  return { LD_PRELOAD: library, SLOW_DISK_MS: String(ms), SLOW_DISK_SYNCED: syncedIn(folder) };
}
