import { access, constants, open as openFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { open, type Database, type RootDatabase } from "lmdb";
import { makeFolder } from "../make-folder.ts";
import { closeStore, privately } from "../private.ts";
import { fileStateOf } from "./file-state.ts";

/** The databases in one LMDB directory. Keys are bytes, so that they sort as bytes. */
export type LmdbFiles = {
  readonly root: RootDatabase<string, Buffer>;
  /** Key → record or counter, see record.ts. */
  readonly entries: Database<string, Buffer>;
  /** What is to be tidied away: the moment (8 bytes, big-endian), then the key. */
  readonly expiry: Database<string, Buffer>;
  /** `commit`: the number of the last commit. */
  readonly meta: Database<string, Buffer>;
};

const asBytes = { encoding: "string", keyEncoding: "binary" } as const;

/**
 * Opens a directory, made when it is missing, for this user only; throws one line that says what is
 * in the way.
 */
export async function openLmdbFiles(
  path: string,
  sync: "disk" | "none",
  warn: (line: string) => void = () => undefined,
): Promise<LmdbFiles> {
  try {
    await prepare(path);
    await closeStore(path, warn);
    // With eventTurnBatching a failed commit (a full disk) also rejects a promise that nobody can
    // reach, and an unhandled rejection ends the process.
    const waiting =
      sync === "disk" ? { overlappingSync: false, eventTurnBatching: false } : { noSync: true };
    // LMDB takes a path with a dot in it for a file unless told.
    const root = open<string, Buffer>(path, { ...asBytes, ...waiting, noSubdir: false });
    return {
      root,
      entries: root.openDB<string, Buffer>("entries", asBytes),
      expiry: root.openDB<string, Buffer>("expiry", asBytes),
      meta: root.openDB<string, Buffer>("meta", asBytes),
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The store cannot be kept in ${path}: ${reason}`, { cause: error });
  }
}

async function prepare(path: string): Promise<void> {
  await makeFolder(path, privately.folder);
  await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
  await refuseDamaged(join(path, "data.mdb"));
  // LMDB itself would let everybody read them, and the user's group write.
  for (const name of ["data.mdb", "lock.mdb"]) await makeFile(join(path, name));
}

async function makeFile(path: string): Promise<void> {
  const file = await openFile(path, "ax", privately.file).catch(() => undefined);
  try {
    // Whatever the umask.
    await file?.chmod(privately.file);
  } finally {
    await file?.close();
  }
}

async function refuseDamaged(name: string): Promise<void> {
  const isEmpty = await stat(name).then(
    ({ size }) => size === 0,
    () => true,
  );
  if (isEmpty) return;
  const file = await openFile(name, "r");
  try {
    const state = await fileStateOf(file);
    if (state === "foreign") throw new Error("data.mdb is not a file of LMDB");
    if (state === "cut") {
      throw new Error("data.mdb was cut off, its end is missing; bring it back from a copy");
    }
  } finally {
    await file.close();
  }
}
