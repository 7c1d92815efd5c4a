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
