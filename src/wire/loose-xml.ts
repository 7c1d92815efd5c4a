import { Parser } from "xml2js";
import { readFlatXml } from "./flat-xml.ts";
import { xmlTokens } from "./xml-tokens.ts";

/** The elements below `<xml>`: text, or what is nested in them. */
export type Fields = { readonly [name: string]: string | Fields | readonly (string | Fields)[] };

/**
 * Reads what people and other bots write, forgivingly: undefined when it is no XML at all. White
 * space around a text or its CDATA is layout; in CDATA every character is the text's.
 */
export function readFields(xml: string): Fields | undefined {
  const flat = readFlatXml(xml);
  // An empty root, and white space around a text, the parser reads by rules of its own.
  const isPlain = flat !== undefined && flat.size > 0 && [...flat.values()].every(isTrimmed);
  if (isPlain) return Object.fromEntries(flat);
  let root: unknown;
  const parser = new Parser({
    explicitArray: false,
    explicitRoot: true,
    async: false,
    attrkey: "$",
    // The parser builds plain objects, in which a field called `constructor` is there already.
    tagNameProcessors: [(name) => mark + name],
  });
  try {
    parser.parseString(withoutLayout(xml), (error: Error | null, parsed: unknown) => {
      root = error === null ? parsed : undefined;
    });
    const fields = typeof root === "object" && root !== null ? unmarked(root)["xml"] : undefined;
    return typeof fields === "object" && !Array.isArray(fields) ? (fields as Fields) : undefined;
  } catch {
    // What is wrong behind the root is thrown, after the root was handed out.
    return undefined;
  }
}

const mark = ":";
const deepest = 64;

/** Takes the marks off the names again. Throws `RangeError` for more than 64 levels. */
function unmarked(parsed: object, depth = 0): Fields {
  if (depth > deepest) throw new RangeError("nested too deep");
  const one = (value: string | Fields): string | Fields =>
    typeof value === "string" ? value : unmarked(value, depth + 1);
  // xml2js builds plain objects of text, objects and arrays, and nothing else.
  const entries = Object.entries(parsed as Fields).map(([name, values]) => [
    name.startsWith(mark) ? name.slice(mark.length) : name,
    Array.isArray(values) ? values.map(one) : one(values as string | Fields),
  ]);
  return Object.fromEntries(entries) as Fields;
}

/** Leaves out the white space around elements, CDATA and text, which lays XML out for people. */
function withoutLayout(xml: string): string {
  const tokens = xmlTokens(xml);
  const isCdata = (at: number): boolean => tokens[at]?.kind === "cdata";
  const pieces = tokens.map(({ kind, written }, at) => {
    if (kind !== "text") return written;
    let start = 0;
    let end = written.length;
    while (isSpace(written[start])) start += 1;
    while (end > start && isSpace(written[end - 1])) end -= 1;
    if (start === end) return "";
    return written.slice(isCdata(at - 1) ? 0 : start, isCdata(at + 1) ? written.length : end);
  });
  return pieces.join("");
}

// Not what `trim` takes for space: a person may have typed U+3000.
function isSpace(character: string | undefined): boolean {
  return character === " " || character === "\n" || character === "\r" || character === "\t";
}

/** Returns the text of a field, '' when there is none; of several, the first one's. */
export function textOf(fields: Fields, name: string): string {
  const [value] = [fields[name]].flat();
  if (typeof value === "string") return value;
  // xml2js keeps the text of an element with attributes apart.
  const text = value?.["_"];
  return typeof text === "string" ? text : "";
}

function isTrimmed(text: string): boolean {
  return text.trim() === text;
}
