import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { BadInputError, cannotBe } from "../domain/bad-input.ts";
import { readSeed, type Seed } from "./seed.ts";

/** The world that an empty simulator starts with. The bundle, `dist/bin`, lies as deep as this. */
export const firstWorld = new URL("../../fixtures/world.yaml", import.meta.url);

/** Reads a seed from a YAML or JSON file. Throws `BadInputError` with one line. */
export async function readSeedFile(file: string | URL): Promise<Seed> {
  const written = await readSeedText(file);
  try {
    return readSeed(written);
  } catch (error) {
    throw new BadInputError(`${String(file)}: ${firstLineOf(error)}`);
  }
}

/** Reads what a seed's file says, before it is known to be a seed. Throws `BadInputError`. */
export async function readSeedText(file: string | URL): Promise<unknown> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw cannotBe("read", `the seed ${String(file)}`, error);
  });
  try {
    // JSON is YAML too.
    return parse(text) as unknown;
  } catch (error) {
    throw new BadInputError(`${String(file)}: ${firstLineOf(error)}`);
  }
}

function firstLineOf(error: unknown): string {
  return error instanceof Error ? (error.message.split("\n", 1)[0] ?? "") : "";
}
