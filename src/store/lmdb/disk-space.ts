import { constants } from "node:fs";
import { open, stat } from "node:fs/promises";
import { join } from "node:path";

// More than a message's commit writes: it rewrites a few dozen pages of 4 KiB.
const needed = Buffer.alloc(256 * 1024, "-");

/**
 * Says why LMDB's file could not grow by what a commit needs, as the system's name for it (`ENOSPC`);
 * nothing when it could. It writes as much at the same place of a file beside it, so that a full
 * disk, a quota and a limit on the size of files are met. LMDB itself is not a good one to ask: in
 * its last free pages something small still finds room, and a write of it that fails writes beyond
 * the end of its error message (3.5.6), which can end the process.
 */
export async function whyNoSpace(path: string): Promise<string | undefined> {
  try {
    const { size } = await stat(join(path, "data.mdb"));
    const beside = await open(join(path, "room"), constants.O_RDWR | constants.O_CREAT, 0o600);
    try {
      const { bytesWritten } = await beside.write(needed, 0, needed.length, size);
      await beside.datasync();
      return bytesWritten < needed.length ? "ENOSPC" : undefined;
    } finally {
      await beside.truncate(0).finally(() => beside.close());
    }
  } catch (error) {
    if (error instanceof Error && "code" in error) return String(error.code);
    throw error;
  }
}
