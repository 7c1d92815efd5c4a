/** A text folded, and where its characters stood before. */
export type Folded = {
  readonly text: string;
  /** The stretch of the original that a stretch of the folded text was made of. */
  readonly spanOf: (start: number, end: number) => { readonly start: number; readonly end: number };
};

// ASCII and nearly all Chinese characters stay as they are.
const foldable = /[^\0-\x7f\u4E00-\u9FFF]/gu;
const invisible = /[\u00AD\u200B-\u200F\u2028-\u202E\u2060-\u2064\uFEFF]/u;
const dash = /[\p{Pd}\u02D7\u2043\u207B\u2212\u2500\u2501\u30FC]/u;
const middleDot = /[\u2022\u2027\u2219\u22C5\u30FB]/u;
const easternDigit = /[\u0660-\u0669\u06F0-\u06F9]/u;
const quotes = "\"'`“”‘’„«»‹›「」『』《》〈〉【】()[]<> \t\r\n";
const stops = "。.,、;:!?~";

/**
 * Brings the ways in which people type a character into one form: full-width and other variants,
 * dashes, middle dots and digits of other scripts; invisible characters are dropped. Works character
 * by character, so that `foldInPlace` can say where each of them stood. Returns the folded text.
 */
export function fold(text: string): string {
  return text.replace(foldable, foldedCharacter);
}

/** Folds a text; `spanOf` of what it returns finds a stretch of it in the original. */
export function foldInPlace(text: string): Folded {
  const starts: number[] = [];
  const ends: number[] = [];
  let folded = "";
  let at = 0;
  for (const character of text) {
    const piece = fold(character);
    folded += piece;
    starts.push(...Array<number>(piece.length).fill(at));
    ends.push(...Array<number>(piece.length).fill(at + character.length));
    at += character.length;
  }
  return {
    text: folded,
    spanOf: (start, end) => ({ start: starts[start] ?? at, end: ends[end - 1] ?? at }),
  };
}

/**
 * Returns a folded text without the quotes, brackets and spaces around it and the full stop behind
 * it.
 */
export function bareText(folded: string): string {
  let start = 0;
  let end = folded.length;
  while (end > 0 && `${quotes}${stops}`.includes(folded.charAt(end - 1))) end -= 1;
  while (start < end && quotes.includes(folded.charAt(start))) start += 1;
  return folded.slice(start, end);
}

function foldedCharacter(character: string): string {
  const folded = character.normalize("NFKC");
  if (invisible.test(folded)) return "";
  if (dash.test(folded)) return "-";
  if (middleDot.test(folded)) return "·";
  // The last four bits of these are their value.
  return easternDigit.test(folded) ? String(folded.charCodeAt(0) % 16) : folded;
}
