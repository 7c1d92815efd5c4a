import { SaxesParser } from "saxes";
import { readFlatXml } from "./flat-xml.ts";
import { RefusedError } from "./refusal.ts";

/**
 * The fields of a flat XML message. A documented container's fields have paths for names, the items
 * of a list a number: `ScanCodeInfo/ScanType`, `ExtAttr/Item[1]/Web/Title`.
 */
export type XmlFields = ReadonlyMap<string, string>;

const mostElements = 200;
const fieldName = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;

// What may nest (PROTOCOL §2.2, §2.4), and how often it may come: pictures repeat their PicList. It
// also bounds how deep XML can be, to 5.
const containers: ReadonlyMap<string, "once" | "repeated" | "numbered"> = new Map([
  ["ScanCodeInfo", "once"],
  ["SendPicsInfo", "once"],
  ["SendPicsInfo/PicList", "repeated"],
  ["SendPicsInfo/PicList/item", "numbered"],
  ["SendLocationInfo", "once"],
  ["BatchJob", "once"],
  ["ExtAttr", "once"],
  ["ExtAttr/Item", "numbered"],
  ["ExtAttr/Item/Text", "once"],
  ["ExtAttr/Item/Web", "once"],
]);

/**
 * Reads a flat XML message strictly (SECURITY T19, T20), or refuses it for the given reason: no
 * DOCTYPE, no processing instruction, no attribute, nothing twice, nothing nested but what the
 * platform documents, at most 200 elements and `longestField` bytes of UTF-8 a field.
 */
export function readStrictXml(
  xml: string,
  reason: "envelope-xml" | "message-xml",
  longestField = 8192,
): XmlFields {
  const flat = readFlatXml(xml);
  if (flat !== undefined && isWithinBounds(flat, longestField)) return flat;
  return readByParser(xml, reason, longestField);
}

/** The same, by the parser alone. */
export function readByParser(
  xml: string,
  reason: "envelope-xml" | "message-xml",
  longestField: number,
): XmlFields {
  const reading: Reading = {
    fields: new Map(),
    parents: [],
    seen: new Map(),
    longestField,
    elements: 0,
    leaf: undefined,
    text: "",
  };
  try {
    parse(xml, reading);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new RefusedError(reason, error.message.slice(0, 100));
  }
  return reading.fields;
}

function isWithinBounds(fields: XmlFields, longestField: number): boolean {
  for (const [name, text] of fields) {
    if (containers.has(name) || longerThan(text, longestField)) return false;
  }
  return true;
}

/** How far a reader has come. */
type Reading = {
  readonly fields: Map<string, string>;
  /** The elements that are open and hold others, the root first. */
  readonly parents: Container[];
  /** How often each container came. */
  readonly seen: Map<string, number>;
  readonly longestField: number;
  elements: number;
  /** The open element that holds text, by its path, and the text so far. */
  leaf: string | undefined;
  text: string;
};

/** An element that holds others: its path with numbers, for keys, and without, for the table. */
type Container = { readonly path: string; readonly shape: string };

// @NOTE saxes throws by itself when nobody listens to "error", and must be left to: with an eighth
// handler V8 treats the parser as a dictionary, and reading takes seven times as long.
function parse(xml: string, reading: Reading): void {
  const parser = new SaxesParser({
    position: false,
    // XML 1.1 would allow control characters.
    defaultXMLVersion: "1.0",
    forceXMLVersion: true,
  });
  parser.on("doctype", () => refuse("a DOCTYPE is not allowed"));
  parser.on("processinginstruction", () => refuse("a processing instruction is not allowed"));
  parser.on("opentag", ({ name, attributes }) => {
    if (Object.keys(attributes).length > 0) refuse("an attribute is not allowed");
    openElement(reading, name);
  });
  parser.on("text", (text) => {
    addText(reading, text);
  });
  parser.on("cdata", (text) => {
    addText(reading, text);
  });
  parser.on("closetag", () => {
    closeElement(reading);
  });
  parser.write(xml).close();
}

function openElement(reading: Reading, name: string): void {
  const { fields, parents, leaf } = reading;
  reading.elements += 1;
  if (reading.elements > mostElements) refuse(`there are more than ${mostElements} elements`);
  const parent = parents.at(-1);
  if (parent === undefined) {
    if (name !== "xml") refuse("the root must be <xml>");
    parents.push({ path: "", shape: "" });
    return;
  }
  if (!fieldName.test(name)) refuse("a field has no usable name");
  if (leaf !== undefined) refuse(`${leaf} must not hold other fields`);
  const container = containerIn(parent, name, reading.seen);
  if (container !== undefined) {
    parents.push(container);
    return;
  }
  reading.leaf = parent.path + name;
  reading.text = "";
  if (fields.has(reading.leaf)) refuse(`${reading.leaf} is there twice`);
}

function containerIn(
  parent: Container,
  name: string,
  seen: Map<string, number>,
): Container | undefined {
  const shape = parent.shape + name;
  const comes = containers.get(shape);
  if (comes === undefined) return undefined;
  const path = parent.path + name;
  const times = (seen.get(path) ?? 0) + 1;
  if (comes === "once" && times > 1) refuse(`${path} is there twice`);
  seen.set(path, times);
  return { path: comes === "numbered" ? `${path}[${times}]/` : `${path}/`, shape: `${shape}/` };
}

function addText(reading: Reading, text: string): void {
  if (reading.leaf !== undefined) reading.text += text;
  else if (/[^ \t\r\n]/.test(text)) refuse("there is text between the fields");
}

function closeElement(reading: Reading): void {
  const { leaf, text, longestField } = reading;
  if (leaf === undefined) {
    reading.parents.pop();
    return;
  }
  if (longerThan(text, longestField)) refuse(`${leaf} is longer than ${longestField} bytes`);
  reading.fields.set(leaf, text);
  reading.leaf = undefined;
}

function refuse(detail: string): never {
  throw new Error(detail);
}

function longerThan(text: string, bytes: number): boolean {
  return text.length * 3 > bytes && Buffer.byteLength(text) > bytes;
}
