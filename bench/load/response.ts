/** One answer as it came over a connection. */
export type Response = { readonly status: number; readonly body: Buffer };

const headEnd = Buffer.from("\r\n\r\n");
const lastChunk = Buffer.from("0\r\n\r\n");

/**
 * Reads an answer when all of it is there. Small on purpose: it knows what our contenders send,
 * a length or chunks, and one answer at a time.
 */
export function readResponse(bytes: Buffer): Response | undefined {
  const end = bytes.indexOf(headEnd);
  if (end < 0) return undefined;
  const head = bytes.toString("latin1", 0, end).toLowerCase();
  const status = Number(head.slice(9, 12));
  const body = bytes.subarray(end + headEnd.length);
  const at = head.indexOf("\r\ncontent-length: ");
  if (at >= 0) {
    const length = Number.parseInt(head.slice(at + 18), 10);
    return body.length < length ? undefined : { status, body };
  }
  return body.subarray(-lastChunk.length).equals(lastChunk)
    ? { status, body: unchunked(body) }
    : undefined;
}

function unchunked(body: Buffer): Buffer {
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = body.indexOf("\r\n", at);
    const length = Number.parseInt(body.toString("latin1", at, lineEnd), 16);
    if (!(length > 0)) return Buffer.concat(parts);
    parts.push(body.subarray(lineEnd + 2, lineEnd + 2 + length));
    at = lineEnd + 2 + length + 2;
  }
}
