import { SaxesParser } from "saxes";

/**
 * The fields of a message, by their paths below the root: `ScanCodeInfo/ScanType`. Of what repeats,
 * the second and further ones are numbered, `SpRecord[2]/SpStatus`; what is called `item` inside of
 * a field is numbered from the first, through all lists of one name: `ExtAttr/Item[1]/Web/Title`.
 */
export type XmlFields = ReadonlyMap<string, string>;

/** Why XML is refused: it is not XML, has what the platform never sends, or is over a limit. */
export type XmlProblem = {
  readonly problem: "malformed" | "forbidden" | "too-much";
  /** Names of fields at most, never what stands in them. */
  readonly detail: string;
};

/** What a reader asks of XML beyond its form. */
export type Manner = {
  /** `to-the-letter`: flat, no attribute, no field twice, no text beside the fields. */
  readonly reading: "to-the-letter" | "as-it-comes";
  readonly mostElements: number;
};

const deepest = 16;
const fieldName = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;

/** Reads XML into its fields, or returns why not. It fetches nothing and expands no entity. */
export function parseFields(
  xml: string,
  { reading: manner, mostElements }: Manner,
): XmlFields | XmlProblem {
  // @NOTE written out: with `...manner` in it V8 reads it twice as slowly.
  const reading: Reading = {
    reading: manner,
    mostElements,
    fields: new Map(),
    seen: new Map(),
    open: [],
    elements: 0,
    forbidden: undefined,
  };
  try {
    parse(xml, reading);
  } catch (error) {
    if (error instanceof Stop) return { problem: error.problem, detail: error.message };
    if (!(error instanceof Error)) throw error;
    return { problem: "malformed", detail: error.message.slice(0, 100) };
  }
  if (reading.forbidden === undefined) return reading.fields;
  return { problem: "forbidden", detail: reading.forbidden };
}

/** The state of a reader. */
type Reading = Manner & {
  readonly fields: Map<string, string>;
  /** How often each path came. */
  readonly seen: Map<string, number>;
  /** The elements that are open, the root first. */
  readonly open: Element[];
  elements: number;
  forbidden: string | undefined;
};

type Element = {
  /** '' for the root. */
  readonly path: string;
  /** The path without a number of its own. */
  readonly list: string;
  text: string;
  holdsFields: boolean;
};

// @NOTE saxes throws by itself when nobody listens to "error", and must be left to: with an eighth
// handler V8 treats the parser as a dictionary, and reading takes seven times as long.
function parse(xml: string, reading: Reading): void {
  const isStrict = reading.reading === "to-the-letter";
  const parser = new SaxesParser({
    position: false,
    // XML 1.1 would allow control characters.
    defaultXMLVersion: "1.0",
    forceXMLVersion: true,
  });
  parser.on("doctype", () => stop("forbidden", "a DOCTYPE is not allowed"));
  parser.on("processinginstruction", () => {
    const detail = "a processing instruction is not allowed";
    if (isStrict) stop("forbidden", detail);
    // What follows tells whether this is one, or stands in a text that ends too early.
    reading.forbidden ??= detail;
  });
  parser.on("opentag", ({ name, attributes }) => {
    if (isStrict && Object.keys(attributes).length > 0) odd("an attribute is not allowed");
    openElement(reading, name);
  });
  const addText = (text: string): void => {
    const element = reading.open.at(-1);
    if (element !== undefined) element.text += text;
  };
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.on("closetag", () => {
    closeElement(reading);
  });
  parser.write(xml).close();
}

function openElement(reading: Reading, name: string): void {
  const { open, reading: manner, mostElements } = reading;
  reading.elements += 1;
  if (reading.elements > mostElements) {
    stop("too-much", `there are more than ${mostElements} elements`);
  }
  const parent = open.at(-1);
  if (parent === undefined) {
    if (name !== "xml") odd("the root must be <xml>");
    open.push({ path: "", list: "", text: "", holdsFields: false });
    return;
  }
  if (open.length > deepest) stop("too-much", `fields are nested more than ${deepest} deep`);
  parent.holdsFields = true;
  const element = elementIn(parent, name, reading.seen);
  if (manner === "to-the-letter") {
    if (!fieldName.test(name)) odd("a field has no usable name");
    if (parent.path !== "") odd(`${parent.path} must not hold other fields`);
    if (element.path !== name) odd(`${name} is there twice`);
  }
  open.push(element);
}

function elementIn(parent: Element, name: string, seen: Map<string, number>): Element {
  const isInside = parent.path !== "";
  const isItem = isInside && /^item$/i.test(name);
  const list = isInside ? `${isItem ? parent.list : parent.path}/${name}` : name;
  const times = (seen.get(list) ?? 0) + 1;
  seen.set(list, times);
  const path = isItem || times > 1 ? `${list}[${times}]` : list;
  return { path, list, text: "", holdsFields: false };
}

function closeElement({ open, fields, reading }: Reading): void {
  const element = open.pop();
  if (element === undefined) return;
  const { path, text, holdsFields } = element;
  const isLayout = (path === "" || holdsFields) && !/[^ \t\r\n]/.test(text);
  if (path !== "" && !isLayout) fields.set(path, text);
  if (path === "" && !isLayout && reading === "to-the-letter") {
    odd("there is text between the fields");
  }
}

/** Notes what is wrong, and ends the reading. */
class Stop extends Error {
  readonly problem: XmlProblem["problem"];

  constructor(problem: XmlProblem["problem"], detail: string) {
    super(detail);
    this.problem = problem;
  }
}

function stop(problem: XmlProblem["problem"], detail: string): never {
  throw new Stop(problem, detail);
}

function odd(detail: string): never {
  stop("malformed", detail);
}
