/** The first line of an answer, cut to what fits into one. */
export function firstLine(body: Buffer): string {
  const line = body.toString("utf8").trim().split("\n", 1)[0]?.trim() ?? "";
  if (line === "") return "nothing";
  return line.length > 100 ? `${line.slice(0, 100)}…` : line;
}

/** Says whether an answer is a web page. */
export function isWebPage(body: Buffer): boolean {
  return /^\s*(<!--[^]*?-->\s*)*<(!doctype html|html|head|body)\b/i.test(
    body.toString("utf8").replace(/^\uFEFF/, ""),
  );
}

/** Says where two texts differ first, in bytes, and what stands there. */
export function firstDifference(expected: Uint8Array, given: Uint8Array): string {
  const shorter = Math.min(expected.length, given.length);
  let at = 0;
  while (at < shorter && expected[at] === given[at]) at += 1;
  const sizes = `${given.length} bytes where ${expected.length} were expected`;
  return `${sizes}; byte ${at + 1} is ${byteAt(given, at)}, not ${byteAt(expected, at)}`;
}

function byteAt(bytes: Uint8Array, at: number): string {
  const byte = bytes[at];
  if (byte === undefined) return "the end";
  const shown = byte > 0x20 && byte < 0x7f ? ` (${String.fromCharCode(byte)})` : "";
  return `0x${byte.toString(16).padStart(2, "0")}${shown}`;
}
