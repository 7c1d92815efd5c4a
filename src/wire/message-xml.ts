import { xmlText } from "./cdata.ts";
import { readFlatXml } from "./flat-xml.ts";
import { mendXml } from "./mend-xml.ts";
import { parseFields, type XmlFields, type XmlProblem } from "./xml-fields.ts";

const mostElements = 2000;

/**
 * Reads the XML of a message as the platform sends it: characters that XML forbids are dropped, a
 * text that holds an end of CDATA runs on to its own, and what nests or repeats has a path. Says why
 * when it cannot be read.
 */
export function readAnyXml(xml: string): XmlFields | XmlProblem {
  const flat = readFlatXml(xml);
  if (flat !== undefined) return flat;
  const clean = xmlText(xml);
  return (clean === xml ? undefined : readFlatXml(clean)) ?? readClean(clean);
}

function readClean(xml: string): XmlFields | XmlProblem {
  const manner = { reading: "as-it-comes", mostElements } as const;
  const read = parseFields(xml, manner);
  if (!("problem" in read) || read.problem === "too-much") return read;
  const mended = mendXml(xml);
  if (mended === undefined || mended === xml) return read;
  const again = parseFields(xmlText(mended), manner);
  // The reason told is that of the XML as it was sent.
  return "problem" in again && again.problem !== "forbidden" ? read : again;
}
