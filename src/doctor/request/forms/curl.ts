import { parseArgs } from "node:util";
import { withSearch } from "../../../callback-client/call.ts";
import type { Captured } from "../captured.ts";
import { shellWords, type Word } from "./shell-words.ts";
import { capturedOf, UnreadableError } from "./target.ts";

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
  // Within ^" … ^" every sign that cmd knows has a ^ before it, and quotes and \ a \ as well. A line's
  // end is written as ^ and two of them; a command goes on after ^ and one.
  if (text.includes('^"')) {
    return text.replace(
      /\^(?:\n(\n)?|([^]?))/g,
      (_, end?: string, sign?: string) => end ?? sign ?? " ",
    );
  }
  // PowerShell goes on after a `, cmd after a ^.
  return text.replace(/[ \t][`^]\n/g, " ");
}

// Options by their long name, with the letter where they have one. Others are not understood.
const flags =
  "silent,s show-error,S verbose,v insecure,k include,i location,L fail,f globoff,g http1.0,0 ipv4,4 ipv6,6 no-buffer,N progress-bar,# get,G compressed http1.1 http2 path-as-is no-progress-meter tlsv1.2 fail-with-body";
const valued =
  "header,H user-agent,A cookie,b cookie-jar,c referer,e output,o user,u proxy,x max-time,m write-out,w request,X url connect-timeout cacert cert key resolve retry retry-delay interface trace trace-ascii";
const bodies = "data,d data-ascii data-raw data-binary json";

type Option = { readonly type: "boolean" | "string"; readonly short?: string };

const options: Readonly<Record<string, Option>> = Object.fromEntries([
  ...optionsOf(flags, "boolean"),
  ...optionsOf(`${valued} ${bodies}`, "string"),
]);

function optionsOf(names: string, type: Option["type"]): readonly (readonly [string, Option])[] {
  return names.split(" ").map((one) => {
    const [name = "", short] = one.split(",");
    return [name, short === undefined ? { type } : { type, short }];
  });
}

function requestOf(words: readonly Word[], input: () => string): Captured {
  const args = words.map(({ text }) => text);
  const urls: string[] = [];
  const sent: string[] = [];
  const given = new Map<string, string>();
  for (const token of parseArgs({ args, options, strict: false, tokens: true }).tokens) {
    if (token.kind === "positional") urls.push(token.value);
    if (token.kind !== "option") continue;
    const { name, rawName, value = "" } = token;
    const written = rawName.replace(/^-+/, "").slice(0, 40);
    // parseArgs takes --request=GET, and curl does not.
    const isJoined = rawName.startsWith("--") && token.inlineValue === true;
    const type = isJoined ? undefined : options[name]?.type;
    if (type === undefined) {
      throw new UnreadableError(`curl's option ${written} is not understood here`);
    }
    if (type === "string" && token.value === undefined) {
      throw new UnreadableError(`curl's option ${written} has no value`);
    }
    given.set(name, value);
    if (name === "url") urls.push(value);
    if (/^(data|json)/.test(name)) sent.push(bodyOf(name, value, input));
  }
  const [url, ...more] = urls;
  if (url === undefined || more.length > 0) {
    throw new UnreadableError(`the curl line has ${urls.length} URLs`);
  }
  const body = sent.join("&");
  if (given.has("get")) return capturedOf("GET", withSearch(url, body), "");
  return capturedOf(given.get("request") ?? (sent.length > 0 ? "POST" : "GET"), url, body);
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

/** Returns what curl reads from its input: from `<<'EOF'`, from `<<< '…'`, or from an echo or printf before it. */
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
