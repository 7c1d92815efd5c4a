import { readFile } from "node:fs/promises";
import { BadInputError, cannotBe } from "../../domain/bad-input.ts";
import { foreignFile, guessEncoding } from "../../domain/encoding.ts";

const mostBytes = 1024 * 1024;

/** A small file: its bytes, and the text that they are. */
export type FileText = { readonly bytes: Buffer; readonly text: string };

/**
 * Reads a file of at most 1 MiB, in the encoding that its byte order mark or its XML declaration
 * names, or else in UTF-8 or GB18030, whichever it is. Throws `BadInputError` that names the file.
 */
export async function readFileText(file: string): Promise<FileText> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw cannotBe("read", file, error);
  });
  if (bytes.length > mostBytes) {
    throw new BadInputError(`${file} has more than ${mostBytes} bytes; no callback is that long`);
  }
  return { bytes, text: decoded(bytes, file) };
}

function decoded(bytes: Buffer, file: string): string {
  const encoding = utf16In(bytes) ?? declaredIn(bytes) ?? guessed(bytes, file);
  try {
    // A byte order mark is left out.
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof RangeError) {
      throw new BadInputError(`${file} says that it is in ${encoding}; save it as UTF-8`);
    }
    throw new BadInputError(`${file} is not ${encoding} throughout; save it as UTF-8`);
  }
}

/** Tells UTF-16 by its byte order mark, or by the first `<`. */
function utf16In(bytes: Buffer): string | undefined {
  const start = bytes.subarray(0, 2).toString("hex");
  if (start === "fffe" || start === "3c00") return "utf-16le";
  return start === "feff" || start === "003c" ? "utf-16be" : undefined;
}

function declaredIn(bytes: Buffer): string | undefined {
  const start = bytes.subarray(0, 200).toString("latin1");
  const declared = /^\s*<\?xml\s[^>]*?\bencoding\s*=\s*["']([\w.:-]+)["']/.exec(start)?.[1];
  // Whoever can be read as far as here is in nothing of two bytes a character.
  return declared === undefined || /^(utf-?(8|16\w*)|us-ascii)$/i.test(declared)
    ? undefined
    : declared;
}

function guessed(bytes: Buffer, file: string): string {
  const foreign = foreignFile(bytes);
  if (foreign !== undefined) {
    throw new BadInputError(`${file} is ${foreign}; save it as text in UTF-8`);
  }
  const guess = guessEncoding();
  guess.take(bytes);
  return guess.found();
}
