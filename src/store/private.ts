import { chmod, lstat, readdir, stat } from "node:fs/promises";
import { join } from "node:path";

const forOthers = 0o077;
const sticky = 0o1000;

/** The modes of what only the user who runs the program may use. */
export const privately = { folder: 0o700, file: 0o600 } as const;

/**
 * Takes away other users' rights to a store's folder and its files, which an earlier version or a
 * copy may have left open. Warns in a line where that fails.
 */
export async function closeStore(path: string, warn: (line: string) => void): Promise<void> {
  if (process.getuid === undefined) return;
  if (!(await close(path, privately.folder, warn))) return;
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (entry.isFile()) await close(join(path, entry.name), privately.file, warn);
  }
}

/**
 * Takes away other users' rights to the folder that holds the stores. If it holds anything else, as
 * `/tmp` does, it is left as it is, with a warning.
 */
export async function closeFolderOfStores(
  path: string,
  warn: (line: string) => void,
): Promise<void> {
  if (process.getuid === undefined || !(await isOpen(path))) return;
  if (await holdsStoresOnly(path)) await close(path, privately.folder, warn);
  else {
    warn(
      `DATA_DIR ${path} holds more than stores, so it stays open to other users of this machine; give it a folder of its own`,
    );
  }
}

/** Takes away other users' rights to one path. Returns whether it belongs to this user. */
async function close(path: string, mode: number, warn: (line: string) => void): Promise<boolean> {
  try {
    if ((await stat(path)).uid !== process.getuid?.()) {
      warn(`${whatIsIn(path)} belongs to another user of this machine; chown it to who runs this`);
      return false;
    }
    if (await isOpen(path)) await chmod(path, mode);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    // A temporary copy may have been deleted meanwhile.
    if (code !== "ENOENT") {
      warn(`${whatIsIn(path)} could not be closed to other users of this machine (${code})`);
    }
  }
  return true;
}

function whatIsIn(path: string): string {
  return `${path}, which holds the address book and what codes are made of,`;
}

async function isOpen(path: string): Promise<boolean> {
  return ((await stat(path)).mode & forOthers) !== 0;
}

async function holdsStoresOnly(path: string): Promise<boolean> {
  if (((await stat(path)).mode & sticky) !== 0) return false;
  for (const name of await readdir(path)) {
    const isStore = await isFileThere(join(path, name, "data.mdb"));
    if (!isStore && name !== "lost+found") return false;
  }
  return true;
}

function isFileThere(path: string): Promise<boolean> {
  return lstat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
