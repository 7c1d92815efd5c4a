import { Builder, Parser } from "xml2js";
import { readFlatXml } from "./flat-xml.ts";

/** The elements below `<xml>`: text, or what is nested in them. */
export type Fields = { readonly [name: string]: string | Fields | readonly (string | Fields)[] };

/** Reads what people and other bots write, forgivingly: undefined when it is no XML at all. */
export function readFields(xml: string): Fields | undefined {
  const flat = readFlatXml(xml);
  // Of an empty root, and of white space around a text, the parser has a mind of its own.
  const isPlain = flat !== undefined && flat.size > 0 && [...flat.values()].every(isTrimmed);
  return isPlain ? Object.fromEntries(flat) : readFieldsByParser(xml);
}

/** The same, by the parser alone, which takes many times as long. */
export function readFieldsByParser(xml: string): Fields | undefined {
  let root: unknown;
  const parser = new Parser({
    explicitArray: false,
    explicitRoot: true,
    async: false,
    attrkey: "$",
  });
  try {
    parser.parseString(xml, (error: Error | null, parsed: unknown) => {
      root = error === null ? parsed : undefined;
    });
  } catch {
    // What is wrong behind the root is thrown, after the root was handed out.
    return undefined;
  }
  if (typeof root !== "object" || root === null || !("xml" in root)) return undefined;
  const { xml: fields } = root;
  // xml2js builds plain objects of text, objects and arrays, and nothing else.
  return typeof fields === "object" && fields !== null ? (fields as Fields) : undefined;
}

/** Writes elements below `<xml>`, text in CDATA where it needs it and can be in it. */
export function writeFields(fields: Fields): string {
  // xml2js splits CDATA at the first ]]> only, and writes entities well.
  const cdata = !JSON.stringify(fields).includes("]]>");
  const builder = new Builder({ rootName: "xml", headless: true, cdata });
  return builder.buildObject(fields);
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
