import { createReadStream } from "node:fs";
import { BadInputError, cannotBe } from "../../domain/bad-input.ts";

/** A line of a file, with its number from 1. */
export type TextLine = { readonly number: number; readonly text: string };

const longestLine = 4 * 1024 * 1024;

/**
 * Reads a file of UTF-8 line by line, however long it is; blank lines are passed over. Throws
 * `BadInputError` that names the file, and the line if one has more than 4 MiB.
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
  try {
    // What a stream with an encoding yields is text; its type does not say so.
    yield* createReadStream(file, { encoding: "utf8" }) as AsyncIterable<string>;
  } catch (error) {
    throw cannotBe("read", file, error);
  }
}

function plain(line: string, number: number): string {
  return (number === 1 ? line.replace(/^\uFEFF/, "") : line).replace(/\s+$/, "");
}
