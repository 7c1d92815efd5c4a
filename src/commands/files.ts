import { stat } from "node:fs/promises";
import { isAbsolute } from "node:path";
import { glob } from "tinyglobby";
import { BadInputError } from "../domain/bad-input.ts";

/**
 * Finds the files that somebody names: themselves, all of a kind (`.talk`, `.{xml,jsonl}`) in a folder, or what a
 * quoted pattern matches. Throws `BadInputError` for a name that stands for nothing.
 */
export async function findFiles(
  names: readonly string[],
  extension: string,
): Promise<readonly string[]> {
  const found = await Promise.all(names.map((name) => filesOf(name, extension)));
  return [...new Set(found.flat())];
}

async function filesOf(name: string, extension: string): Promise<readonly string[]> {
  const kind = await stat(name).catch(() => undefined);
  if (kind?.isDirectory() === false) return [name];
  const isFolder = kind !== undefined;
  const files = await glob(isFolder ? `**/*${extension}` : name, {
    expandDirectories: false,
    absolute: isAbsolute(name) && !isFolder,
    ...(isFolder && { cwd: name }),
  });
  const prefix = isFolder ? `${name.replace(/\/+$/, "")}/` : "";
  if (files.length > 0) return files.map((file) => `${prefix}${file}`).sort();
  throw new BadInputError(
    kind === undefined
      ? `${name} is no file, and matches none`
      : `${name} has no ${extension} files in it`,
  );
}
