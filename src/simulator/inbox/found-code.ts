const around =
  /验证码|校验码|动态码|动态密码|激活码|确认码|口令|(?<![a-z])(?:code|otp|pin|passcode|password)(?![a-z])/giu;
const digits = /(?<!\d)\d{4,10}(?!\d)|(?<!\d[- ]?)\d{3}[- ]\d{3}(?![- ]?\d)/g;
const address = /https?:\/\/\S+/giu;
const nearby = 24;

/**
 * Finds the code in a message that somebody else worded: the 4–10 digits next to a word for it,
 * in Chinese or English, or else the only such digits. `123-456` and `123 456` are one code.
 */
export function foundCode(text: string): string | undefined {
  const plain = text.normalize("NFKC").replace(address, " ");
  const runs = spansOf(plain, digits, "run");
  const spans = [...runs, ...spansOf(plain, around, "word")];
  spans.sort((one, other) => one.start - other.start);
  let nearest: Span | undefined;
  let least = nearby;
  // The pair that is closest together has nothing between it, so neighbours are enough.
  for (const [index, right] of spans.entries()) {
    const left = spans[index - 1];
    if (left === undefined || left.kind === right.kind || right.start - left.end >= least) continue;
    least = right.start - left.end;
    nearest = left.kind === "run" ? left : right;
  }
  return (nearest ?? (runs.length === 1 ? runs[0] : undefined))?.text.replace(/[- ]/, "");
}

type Span = {
  readonly kind: "run" | "word";
  readonly text: string;
  readonly start: number;
  readonly end: number;
};

function spansOf(plain: string, pattern: RegExp, kind: Span["kind"]): readonly Span[] {
  return [...plain.matchAll(pattern)].map(({ 0: text, index }) => {
    return { kind, text, start: index, end: index + text.length };
  });
}
