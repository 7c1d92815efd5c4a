/**
 * Names a text of any length in 14 letters and digits, which hold 64 bits. It tells texts apart and
 * keeps no secret: whoever wants two texts with one name finds them.
 */
export function digestOf(text: string): string {
  let one = 0xdeadbeef;
  let other = 0x41c6ce57;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    one = Math.imul(one ^ unit, 0x9e3779b1);
    other = Math.imul(other ^ unit, 0x5f356495);
  }
  return stirred(one, other) + stirred(other, one);
}

function stirred(half: number, other: number): string {
  const mixed =
    Math.imul(half ^ (half >>> 16), 0x85ebca6b) ^ Math.imul(other ^ (other >>> 13), 0xc2b2ae35);
  return (mixed >>> 0).toString(36).padStart(7, "0");
}
