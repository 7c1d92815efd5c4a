import type { Captured } from "../captured.ts";
import { shellWords, type Word } from "./shell-words.ts";
import { capturedOf } from "./target.ts";
import { UnreadableError } from "./unreadable.ts";

// What a terminal shows before a command: `$ `, `wei@host:~# `, `PS C:\\>`, `C:\\bot>`.
const prompt =
  /^\s*(?:[^'"\n]{0,80}?[$%#>] ?)?(?=(?:\S{0,80}\/)?curl(?:\.exe)?\s|(?:echo|printf|cat)\s)/;

/** Reads a curl command as browsers, Postman and people write it; undefined: there is none. */
export function readCurl(text: string): Captured | undefined {
  if (!/\bcurl\b/.test(text)) return undefined;
  const lines = text.split("\n");
  const first = lines.findIndex((line) => prompt.test(line));
  if (first < 0) return undefined;
  const line = unescaped(lines.slice(first).join("\n").replace(prompt, ""));
  const { words, end } = shellWords(line);
  const isCurl = ({ text: word, isSign }: Word): boolean =>
    !isSign && /(^|\/)curl(\.exe)?$/.test(word);
  const at = words.findIndex(isCurl);
  if (at < 0) return undefined;
  const signs = words.flatMap(({ isSign }, index) => (isSign && index > at ? [index] : []));
  const last = signs[0] ?? words.length;
  const input = (): string => inputOf({ words, at, last, rest: line.slice(end + 1) });
  return requestOf(words.slice(at + 1, last), input);
}

/** Takes away how lines go on at a Windows prompt, and what is escaped there. */
function unescaped(text: string): string {
  if (text.includes('^"')) return caretless(text);
  // PowerShell goes on after a `, cmd after a ^.
  return text.replace(/[ \t][`^]\n/g, " ");
}

// Within ^" … ^" every sign that cmd knows has a ^ before it, and quotes and \ a \ as well.
function caretless(text: string): string {
  let said = "";
  for (let at = 0; at < text.length; at += 1) {
    if (text.charAt(at) === "^") {
      at += 1;
      // A line's end is written as ^ and two of them, and goes on as ^ and one.
      if (text.charAt(at) === "\n") {
        said += text.charAt(at + 1) === "\n" ? "\n" : " ";
        if (text.charAt(at + 1) === "\n") at += 1;
        continue;
      }
    }
    said += text.charAt(at);
  }
  return said;
}

const flags = new Set(
  "s S v k i L f g 0 4 6 N # silent show-error verbose insecure include location fail globoff compressed http1.1 http1.0 http2 no-buffer ipv4 ipv6 path-as-is progress-bar no-progress-meter tlsv1.2 fail-with-body".split(
    " ",
  ),
);
const valued = new Set(
  "H A b c e o u x m w header user-agent cookie cookie-jar referer output user proxy max-time connect-timeout write-out cacert cert key resolve retry retry-delay interface trace trace-ascii".split(
    " ",
  ),
);
const data = new Set("d data data-ascii data-raw data-binary json".split(" "));

type Parts = { method?: string; get: boolean; readonly urls: string[]; readonly bodies: string[] };

function requestOf(words: readonly Word[], input: () => string): Captured {
  const parts: Parts = { get: false, urls: [], bodies: [] };
  // The next word stands at the end, from where it is taken at once.
  const left = words.map(({ text }) => text).reverse();
  for (let word = left.pop(); word !== undefined; word = left.pop()) {
    if (!word.startsWith("-") || word === "-") parts.urls.push(word);
    else if (word.startsWith("--")) take(parts, word.slice(2), left, input);
    else shortOptions(parts, word.slice(1), left, input);
  }
  const [url, ...more] = parts.urls;
  if (url === undefined || more.length > 0) {
    throw new UnreadableError(`the curl line has ${parts.urls.length} URLs`);
  }
  const body = parts.bodies.join("&");
  if (parts.get) {
    return capturedOf("GET", `${url}${url.includes("?") ? "&" : "?"}${body}`, "");
  }
  const method = parts.method ?? (parts.bodies.length > 0 ? "POST" : "GET");
  return capturedOf(method, url, body);
}

function shortOptions(parts: Parts, letters: string, left: string[], input: () => string): void {
  for (let at = 0; at < letters.length; at += 1) {
    const letter = letters.charAt(at);
    const attached = letters.slice(at + 1);
    const takesValue = letter === "X" || valued.has(letter) || data.has(letter);
    if (takesValue && attached !== "") left.push(attached);
    take(parts, letter, left, input);
    if (takesValue) return;
  }
}

function take(parts: Parts, name: string, left: string[], input: () => string): void {
  if (flags.has(name)) return;
  if (name === "G" || name === "get") {
    parts.get = true;
    return;
  }
  const isKnown = valued.has(name) || data.has(name) || /^(X|request|url)$/.test(name);
  if (!isKnown)
    throw new UnreadableError(`curl's option ${name.slice(0, 40)} is not understood here`);
  const value = left.pop();
  if (value === undefined) throw new UnreadableError(`curl's option ${name} has no value`);
  if (name === "X" || name === "request") parts.method = value;
  else if (name === "url") parts.urls.push(value);
  else if (data.has(name)) parts.bodies.push(bodyOf(name, value, input));
}

function bodyOf(name: string, value: string, input: () => string): string {
  if (name === "data-raw" || !value.startsWith("@")) return value;
  if (value !== "@-")
    throw new UnreadableError(`the body is in another file, ${value.slice(1, 80)}`);
  // Unless told that it is binary, curl drops the ends of lines.
  return name === "data-binary" || name === "json" ? input() : input().replace(/[\r\n]/g, "");
}

type Line = {
  readonly words: readonly Word[];
  readonly at: number;
  readonly last: number;
  readonly rest: string;
};

/** What curl reads: from `<<'EOF'`, from `<<< '…'`, or from an echo or printf before it. */
function inputOf({ words, at, last, rest }: Line): string {
  const sign = words[last];
  const value = words[last + 1]?.text ?? "";
  if (sign?.text === "<<<") return value;
  if (sign?.text === "<<") {
    const lines = rest.split("\n");
    const end = lines.findIndex((line) => line.trim() === value.replace(/^-/, ""));
    if (end >= 0) return lines.slice(0, end).join("\n");
  }
  if (words[at - 1]?.text === "|") {
    const before = words.slice(0, at - 1).map(({ text }) => text);
    const said = before.filter((text) => !/^(echo|printf|-[neE]+|%s(\\n)?)$/.test(text));
    if (/^(echo|printf)$/.test(before[0] ?? "") && said.length === 1) return said.join("");
  }
  throw new UnreadableError("the body comes from elsewhere (@-), and is not in it");
}
