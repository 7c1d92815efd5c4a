import { createReadStream } from "node:fs";
import iconv from "iconv-lite";
import type { TextFile } from "./encoding.ts";

/** Some lines of a file that follow each other, and how much of the file has been read. */
export type Lines = { readonly lines: readonly string[]; readonly bytes: number };

/** Reads a file as lines, however they end (CRLF, LF, CR), a chunk at a time. */
export async function* linesOf({ path, encoding }: TextFile): AsyncGenerator<Lines> {
  const decoder = encoding === "UTF-8" ? utf8() : iconv.getDecoder(encoding);
  let rest = "";
  let bytes = 0;
  for await (const chunk of createReadStream(path)) {
    if (!Buffer.isBuffer(chunk)) throw new Error("A file is read as bytes");
    bytes += chunk.length;
    const text = rest + decoder.write(chunk);
    // A CR at the end may be half of a CRLF.
    const whole = text.endsWith("\r") ? text.slice(0, -1) : text;
    const lines = whole.split(/\r\n|\n|\r/);
    rest = `${lines.pop() ?? ""}${text.slice(whole.length)}`;
    yield { lines, bytes };
  }
  const last = (rest + (decoder.end() ?? "")).split(/\r\n|\n|\r/);
  if (last.at(-1) === "") last.pop();
  yield { lines: last, bytes };
}

function utf8(): { write(chunk: Buffer): string; end(): string } {
  const decoder = new TextDecoder("utf-8");
  return {
    write: (chunk) => decoder.decode(chunk, { stream: true }),
    end: () => decoder.decode(),
  };
}
