import { createReadStream } from "node:fs";
import { BadInputError, cannotBe } from "../../domain/bad-input.ts";
import { foreignFile } from "../../domain/encoding.ts";

/** A line of a file, with its number from 1. */
export type TextLine = { readonly number: number; readonly text: string };

// A callback and its reply of 1 MiB each, raw too, with every character escaped.
const longestLine = 32 * 1024 * 1024;

/**
 * Reads a file of UTF-8 line by line, however long it is; blank lines are passed over. Throws
 * `BadInputError` that names the file if it is no UTF-8, and the line if one has more than 32 MiB.
 */
export async function* textLines(file: string): AsyncGenerator<TextLine> {
  let number = 0;
  let rest = "";
  for await (const chunk of chunksOf(file)) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      number += 1;
      const text = plain(line, number);
      if (text !== "") yield { number, text };
    }
    if (rest.length > longestLine) {
      throw new BadInputError(`${file}:${number + 1} is longer than ${longestLine} characters`);
    }
  }
  const text = plain(rest, number + 1);
  if (text !== "") yield { number: number + 1, text };
}

async function* chunksOf(file: string): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let isFirst = true;
  try {
    for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
      const foreign = isFirst ? foreignFile(chunk) : undefined;
      if (foreign !== undefined) throw new BadInputError(`${file} is ${foreign}; save it as UTF-8`);
      isFirst = false;
      yield decoder.decode(chunk, { stream: true });
    }
    yield decoder.decode();
  } catch (error) {
    if (error instanceof BadInputError) throw error;
    if (!(error instanceof TypeError)) throw cannotBe("read", file, error);
    throw new BadInputError(`${file} is not UTF-8 throughout; save it as UTF-8`);
  }
}

function plain(line: string, number: number): string {
  return (number === 1 ? line.replace(/^\uFEFF/, "") : line).replace(/\s+$/, "");
}
