import { stat } from "node:fs/promises";
import { isAbsolute } from "node:path";
import { glob, isDynamicPattern } from "tinyglobby";
import { BadInputError } from "../../domain/bad-input.ts";
import { outFileOf } from "./read-xml-file.ts";
import { cannotBeRead } from "./text-lines.ts";

/**
 * Finds the files that paths, folders and globs name, in that order and each folder's sorted; the
 * replies of pairs are left out, since their callbacks bring them along. Throws `BadInputError`
 * that names what matches nothing.
 */
export async function findFiles(paths: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of paths) found.push(...(await filesOf(path)));
  const outs = new Set(found.map(outFileOf));
  const files = [...new Set(found)].filter((file) => !outs.has(file));
  const alone = files.find((file) => file.endsWith(".out.xml"));
  if (alone === undefined) return files;
  const pair = alone.replace(/\.out\.xml$/, ".in.xml");
  throw new BadInputError(`${alone} is the reply to ${pair}, which is not among the files`);
}

async function filesOf(path: string): Promise<readonly string[]> {
  const kind = await kindOf(path);
  if (kind === "file") return [path];
  if (kind === "folder") {
    const files = await matching("**/*.{xml,jsonl}", path);
    if (files.length > 0) return files.map((file) => `${path.replace(/\/+$/, "")}/${file}`);
    throw new BadInputError(`${path} holds no .xml and no .jsonl`);
  }
  if (!isDynamicPattern(path)) throw cannotBeRead(path, kind);
  const files = await matching(path, ".");
  if (files.length > 0) return files;
  throw new BadInputError(`${path} matches nothing`);
}

async function matching(pattern: string, cwd: string): Promise<readonly string[]> {
  const found = await glob(pattern, {
    cwd,
    expandDirectories: false,
    absolute: isAbsolute(pattern),
  });
  return [...found].sort();
}

/** What a path is, or why nobody knows. */
async function kindOf(path: string): Promise<"file" | "folder" | Error> {
  try {
    return (await stat(path)).isDirectory() ? "folder" : "file";
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
