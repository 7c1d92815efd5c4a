import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";

/** How much of an answer is read, bytes. */
export const longestAnswer = 1024 * 1024;

/** Reads a body up to a limit, in bytes; what is longer is left there. */
export async function readAtMost(
  body: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<{ readonly bytes: Buffer; readonly isWhole: boolean }> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > limit) return { bytes: Buffer.concat(chunks), isWhole: false };
    chunks.push(chunk);
  }
  return { bytes: Buffer.concat(chunks), isWhole: true };
}

/** Unpacks a body that is packed as its Content-Encoding says; what cannot be unpacked stays so. */
export function unpacked(body: Buffer, encoding: string | readonly string[] | undefined): Buffer {
  const limit = { maxOutputLength: longestAnswer };
  try {
    switch (encoding) {
      case "gzip":
        return gunzipSync(body, limit);
      case "deflate":
        return inflateSync(body, limit);
      case "br":
        return brotliDecompressSync(body, limit);
      default:
        return body;
    }
  } catch {
    return body;
  }
}
