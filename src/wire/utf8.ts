import { isUtf8 } from "node:buffer";

/** Reads bytes as UTF-8; what is none, such as half a surrogate pair, is left out. */
export function readableText(bytes: Buffer): string {
  const text = bytes.toString("utf8");
  return isUtf8(bytes) ? text : text.replaceAll("\uFFFD", "");
}
