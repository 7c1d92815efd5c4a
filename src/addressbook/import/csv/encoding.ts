import { createReadStream } from "node:fs";
import { BadInputError, cannotBe } from "../../../domain/bad-input.ts";
import { foreignFile, guessEncoding, type Encoding } from "../../../domain/encoding.ts";

/** What a file of text is, as far as one pass over its bytes can tell. */
export type TextFile = {
  readonly path: string;
  readonly bytes: number;
  readonly encoding: Encoding;
};

const longestLineBytes = 1024 * 1024;

/**
 * Says how a file is encoded: UTF-8 if all of it is, or if enough of it was before some broken
 * byte; otherwise GB18030. Throws `BadInputError` with one line for what is no text.
 */
export async function inspectText(path: string): Promise<TextFile> {
  const check = createCheck();
  try {
    for await (const chunk of createReadStream(path)) check.take(bytesOf(chunk));
  } catch (error) {
    if (error instanceof BadInputError) throw error;
    throw cannotBe("read", "it", error);
  }
  return { path, ...check.found() };
}

function bytesOf(chunk: unknown): Buffer {
  if (Buffer.isBuffer(chunk)) return chunk;
  throw new Error("A file is read as bytes");
}

function createCheck() {
  const guess = guessEncoding();
  let bytes = 0;
  let sinceLine = 0;
  return {
    take(chunk: Buffer): void {
      const foreign = bytes === 0 ? foreignFile(chunk) : undefined;
      if (foreign !== undefined) throw notCsv(`is ${foreign}`);
      bytes += chunk.length;
      sinceLine = hasLine(chunk) ? 0 : sinceLine + chunk.length;
      if (sinceLine > longestLineBytes) throw notCsv("has a line of more than 1 MiB");
      guess.take(chunk);
    },
    found: () => ({ bytes, encoding: guess.found() }),
  };
}

function hasLine(chunk: Buffer): boolean {
  return chunk.includes(0x0a) || chunk.includes(0x0d);
}

function notCsv(is: string): BadInputError {
  return new BadInputError(`the file ${is}; save it as CSV, UTF-8 or GB18030`);
}
