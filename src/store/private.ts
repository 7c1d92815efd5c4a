import { chmod, lstat, readdir, stat } from "node:fs/promises";
import { join } from "node:path";

const forOthers = 0o077;
const sticky = 0o1000;

/** The modes of what only the user who runs the program may use. */
export const privately = { folder: 0o700, file: 0o600 } as const;

/**
 * Closes a store's folder and the files in it to other users of the machine, as an earlier version
 * or a copy may have left them open. What cannot be closed is warned of, in a line.
 */
export async function closeStore(path: string, warn: (line: string) => void): Promise<void> {
  if (process.getuid === undefined) return;
  if (!(await close(path, privately.folder, warn))) return;
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (entry.isFile()) await close(join(path, entry.name), privately.file, warn);
  }
}

/**
 * Closes the folder that stores lie in, unless it holds anything else: then others may have to get
 * there (it may be `/tmp`), and a line says that it stays open.
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

/** Closes one of them. Answers whether the user who runs this is who owns it. */
async function close(path: string, mode: number, warn: (line: string) => void): Promise<boolean> {
  try {
    if ((await stat(path)).uid !== process.getuid?.()) {
      warn(`${whatIsIn(path)} belongs to another user of this machine; chown it to who runs this`);
      return false;
    }
    if (await isOpen(path)) await chmod(path, mode);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    // Somebody's copy may be gone again.
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
