import { existsSync, readdirSync, readFileSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { startRedis, type RunningRedis } from "../support/redis.ts";
import { slowDisk, syncedIn } from "../support/slow-disk.ts";

/** A Redis on a slow disk, which a power cut leaves with what the disk had said that it has. */
export type SlowRedis = RunningRedis & { powerCut(): Promise<void> };

/** Starts a Redis whose disk takes so long for each sync. `folder` is for what the disk is made of. */
export async function startOnSlowDisk(
  folder: string,
  { ms, fsync }: { readonly ms: number; readonly fsync: "always" | "everysec" },
): Promise<SlowRedis> {
  const environment = slowDisk(folder, ms);
  const redis = await startRedis({
    appendonly: true,
    more: ["--appendfsync", fsync],
    environment,
  });
  return {
    ...redis,
    async powerCut() {
      await redis.kill();
      cutOff(join(redis.directory, "appendonlydir"), syncedIn(folder));
    },
  };
}

/** Takes away what no sync has confirmed; what Redis writes whole before it names it is let be. */
function cutOff(folder: string, synced: string): void {
  for (const name of readdirSync(folder).filter((each) => each.endsWith(".incr.aof"))) {
    const file = join(folder, name);
    const { ino, size } = statSync(file);
    const mark = join(synced, String(ino));
    const kept = existsSync(mark) ? Number(readFileSync(mark, "utf8")) : 0;
    if (kept < size) truncateSync(file, kept);
  }
}
