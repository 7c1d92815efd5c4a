import { UnreadableError } from "./unreadable.ts";

/** A word of a command line, or a sign that stands between commands: `|`, `<<`, `<<<`, `;`, `&`. */
export type Word = { readonly text: string; readonly isSign: boolean };

/** A command line, and where it ended. */
export type ShellWords = { readonly words: readonly Word[]; readonly end: number };

const closing: ReadonlyMap<string, string> = new Map([
  ["'", "'"],
  ['"', '"'],
  ["‘", "’"],
  ["’", "’"],
  ["“", "”"],
  ["”", "”"],
  ["„", "”"],
]);

/**
 * Splits a command line as POSIX shells do, `$'…'` and typographic quotes included, up to the end of
 * its line. Linear in its length. Throws `UnreadableError` for what a shell would fill in.
 */
export function shellWords(text: string): ShellWords {
  const words: Word[] = [];
  let word: string | undefined;
  let at = 0;
  const endWord = (): void => {
    if (word !== undefined) words.push({ text: word, isSign: false });
    word = undefined;
  };
  while (at < text.length) {
    const character = text.charAt(at);
    const next = text.charAt(at + 1);
    if (character === "\n") break;
    if (character === "\\" && next === "\n") at += 2;
    else if (/\s/.test(character)) {
      endWord();
      at += 1;
    } else if (character === "$" && next === "'") {
      const quoted = ansi(text, at + 2);
      word = (word ?? "") + quoted.text;
      at = quoted.end;
    } else if (closing.has(character)) {
      const quoted = inQuotes(text, at);
      word = (word ?? "") + quoted.text;
      at = quoted.end;
    } else if (character === "\\") {
      word = (word ?? "") + next;
      at += 2;
    } else if ("|;&<>".includes(character)) {
      if (character === "&" && word?.includes("?") === true && /\S/.test(next)) {
        throw new UnreadableError("the URL stands without quotes, and a shell cuts it at the &");
      }
      endWord();
      const sign = text.startsWith("<<<", at)
        ? "<<<"
        : text.startsWith("<<", at)
          ? "<<"
          : character;
      words.push({ text: sign, isSign: true });
      at += sign.length;
    } else {
      expanded(text, at);
      word = (word ?? "") + character;
      at += 1;
    }
  }
  endWord();
  return { words, end: at };
}

type Quoted = { readonly text: string; readonly end: number };

function inQuotes(text: string, start: number): Quoted {
  const open = text.charAt(start);
  const close = closing.get(open) ?? open;
  // A typographic quote may be closed by a plain one, and the other way round.
  const isDouble = `"”`.includes(close);
  let said = "";
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === close) return { text: said, end: at + 1 };
    if (isDouble && character === "\\" && `$\`"\\\n`.includes(text.charAt(at + 1))) {
      at += 1;
      if (text.charAt(at) !== "\n") said += text.charAt(at);
      continue;
    }
    if (isDouble) expanded(text, at);
    said += character;
  }
  throw new UnreadableError(`a quote ${open} is not closed`);
}

function expanded(text: string, at: number): void {
  const character = text.charAt(at);
  if (character === "`" || (character === "$" && /[A-Za-z_{(]/.test(text.charAt(at + 1)))) {
    throw new UnreadableError("it has a $variable or command that a shell would fill in");
  }
}

const escapes: Readonly<Record<string, string>> = {
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

/** Reads what stands within `$'…'`. */
function ansi(text: string, start: number): Quoted {
  const bytes: Buffer[] = [];
  for (let at = start; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === "'") return { text: Buffer.concat(bytes).toString("utf8"), end: at + 1 };
    if (character !== "\\") {
      const whole = String.fromCodePoint(text.codePointAt(at) ?? 0);
      bytes.push(Buffer.from(whole));
      at += whole.length - 1;
      continue;
    }
    const [written, hex, wide, octal] =
      /^(?:x([0-9a-f]{1,2})|(?:u([0-9a-f]{1,4})|U[0-9a-f]{1,8})|([0-7]{1,3}))/i.exec(
        text.slice(at + 1, at + 10),
      ) ?? [];
    if (written === undefined) {
      const escaped = text.charAt(at + 1);
      bytes.push(Buffer.from(escapes[escaped] ?? escaped));
      at += 1;
      continue;
    }
    const byte = hex === undefined ? octal && Number.parseInt(octal, 8) : Number.parseInt(hex, 16);
    const code = Number.parseInt(wide ?? written.slice(1), 16);
    bytes.push(
      typeof byte === "number" ? Buffer.from([byte & 0xff]) : Buffer.from(characterOf(code)),
    );
    at += written.length;
  }
  throw new UnreadableError("a quote $' is not closed");
}

function characterOf(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : "";
}
