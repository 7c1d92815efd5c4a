import { UnreadableError } from "./target.ts";

/** A word of a command line, or a sign that stands between commands: `|`, `<<`, `<<<`, `;`, `&`. */
export type Word = { readonly text: string; readonly isSign: boolean };

// Typographic quotes too: “…” and ‘…’, which word processors write.
const piece = new RegExp(
  [
    /(?<joint>\\\n)|(?<space>[^\S\n]+)|(?<sign><<<|<<|[|;&<>])/,
    /\$'(?<ansi>(?:[^'\\]|\\[^])*)'|'(?<single>[^']*)'|[‘’](?<curly>[^’]*)’/,
    /"(?<double>(?:[^"\\]|\\[^])*)"|[“”„](?<round>(?:[^”\\]|\\[^])*)”/,
    /\\(?<escaped>[^]?)|(?<plain>(?:[^\s\\'"‘’“”„|;&<>$]|\$(?!'))+)/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "y",
);

/**
 * Splits a command line as POSIX shells do, up to the end of its line, and says where that is. Takes
 * time in proportion to its length. Throws `UnreadableError` for what a shell would fill in.
 */
export function shellWords(text: string): {
  readonly words: readonly Word[];
  readonly end: number;
} {
  const words: Word[] = [];
  let word: string | undefined;
  let at = 0;
  const endWord = (): void => {
    if (word !== undefined) words.push({ text: word, isSign: false });
    word = undefined;
  };
  while (at < text.length && text.charAt(at) !== "\n") {
    piece.lastIndex = at;
    const found = piece.exec(text)?.groups;
    if (found === undefined) {
      throw new UnreadableError(
        `a quote ${text.startsWith("$'", at) ? "$'" : text.charAt(at)} is not closed`,
      );
    }
    at = piece.lastIndex;
    const { joint, space, sign } = found;
    if (joint !== undefined) continue;
    if (sign === "&" && word?.includes("?") === true && /\S/.test(text.charAt(at))) {
      throw new UnreadableError("the URL stands without quotes, and a shell cuts it at the &");
    }
    if (space === undefined && sign === undefined) word = (word ?? "") + textIn(found);
    else endWord();
    if (sign !== undefined) words.push({ text: sign, isSign: true });
  }
  endWord();
  return { words, end: at };
}

/** Returns what a shell makes of a piece of a word. */
function textIn(found: Readonly<Record<string, string | undefined>>): string {
  const { ansi, plain, double = found["round"] } = found;
  if (ansi !== undefined) return withoutAnsi(ansi);
  if (plain !== undefined) return fixed(plain);
  if (double === undefined) return found["single"] ?? found["curly"] ?? found["escaped"] ?? "";
  const escape = /\\([$`"\\\n])/g;
  // A space in place of each, so that what stands around it does not become a $variable.
  fixed(double.replace(escape, " "));
  return double.replace(escape, (_, character: string) => (character === "\n" ? "" : character));
}

function fixed(text: string): string {
  if (!/`|\$[A-Za-z_{(]/.test(text)) return text;
  throw new UnreadableError("it has a $variable or command that a shell would fill in");
}

const letters: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  e: "\u001B",
  E: "\u001B",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** Takes back the escapes within `$'…'`, of which `\x…` and `\0…` are bytes of UTF-8. */
function withoutAnsi(text: string): string {
  const parts =
    /\\(?:x([0-9a-f]{1,2})|([0-7]{1,3})|u([0-9a-f]{1,4})|U([0-9a-f]{1,8})|([^]))|[^\\]+/gi;
  const bytes = Array.from(text.matchAll(parts), ([whole, hex, octal, short, long, letter]) => {
    if (hex !== undefined) return Buffer.from(hex.padStart(2, "0"), "hex");
    if (octal !== undefined) return Buffer.from([Number.parseInt(octal, 8) & 0xff]);
    if (letter !== undefined) return Buffer.from(letters[letter] ?? letter);
    const code = short ?? long;
    return Buffer.from(code === undefined ? whole : characterOf(Number.parseInt(code, 16)));
  });
  return Buffer.concat(bytes).toString("utf8");
}

function characterOf(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : "";
}
