import { cdata } from "./cdata.ts";
import type { Fields } from "./loose-xml.ts";

/** How the end of a CDATA section is written where it stands in a text. */
export type CdataEnds = "escaped" | "bare";

/**
 * Writes elements below `<xml>` as the platform does (PROTOCOL §2): text in CDATA, numbers plain.
 * With `bare` ends a text with `]]>` in it stands in one section, as it comes from some sender.
 */
export function writeFields(fields: Fields, ends: CdataEnds = "escaped"): string {
  return `<xml>${writeElements(fields, ends)}</xml>`;
}

/** Writes the elements alone. Characters that XML forbids go along, as they do on the platform. */
export function writeElements(fields: Fields, ends: CdataEnds = "escaped"): string {
  return Object.entries(fields)
    .flatMap(([name, values]) => [values].flat().map((value) => elementOf(name, value, ends)))
    .join("");
}

// Fields that the platform's documents write without CDATA.
const numbers: ReadonlySet<string> = new Set(
  [
    "CreateTime MsgId AgentID TimeStamp Location_X Location_Y Scale Latitude Longitude Precision",
    "Count ErrCode ArticleCount Gender Status Id ParentId Order TagId MainDepartment",
  ].flatMap((names) => names.split(" ")),
);

function elementOf(name: string, value: string | Fields, ends: CdataEnds): string {
  if (typeof value === "string") return textElement(name, value, ends);
  const { $: attributes, _: text, ...elements } = value;
  const inner = typeof text === "string" ? cdata(text) : "";
  return `<${name}${attributesOf(attributes)}>${inner}${writeElements(elements, ends)}</${name}>`;
}

function textElement(name: string, text: string, ends: CdataEnds): string {
  if (numbers.has(name) && /^-?\d+(\.\d+)?$/.test(text)) return `<${name}>${text}</${name}>`;
  // A reader takes the ]]> before the element's closing tag for the end, so the text must not have it.
  const isBare = ends === "bare" && !text.includes(`]]></${name}`);
  return `<${name}>${isBare ? `<![CDATA[${text}]]>` : cdata(text)}</${name}>`;
}

/** Writes the attributes that a reader of XML found; the platform has none. */
function attributesOf(attributes: Fields[string] | undefined): string {
  if (typeof attributes !== "object" || Array.isArray(attributes)) return "";
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${typeof value === "string" ? escaped(value) : ""}"`)
    .join("");
}

function escaped(text: string): string {
  return text.replace(/[&<"\r\n\t]/g, (character) => `&#${character.charCodeAt(0)};`);
}
