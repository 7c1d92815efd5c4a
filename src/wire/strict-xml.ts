import { readFlatXml } from "./flat-xml.ts";
import { RefusedError } from "./refusal.ts";
import { readAnyXml } from "./message-xml.ts";
import { parseFields, type XmlFields } from "./xml-fields.ts";

const mostElements = 200;

/**
 * Reads an envelope strictly, or refuses it as `envelope-xml` (SECURITY T19, T20): flat, no
 * DOCTYPE, no processing instruction, no attribute, nothing twice, at most 200 elements. Its
 * signature is not checked yet.
 */
export function readEnvelopeXml(xml: string): XmlFields {
  const flat = readFlatXml(xml);
  if (flat !== undefined) return flat;
  const read = parseFields(xml, { reading: "to-the-letter", mostElements });
  if ("problem" in read) throw new RefusedError("envelope-xml", read.detail);
  return read;
}

/**
 * Reads the envelope of an official account: in compatible mode it holds the whole message beside
 * Encrypt, with all that people write in one. Encrypt itself must be there once and hold text.
 */
export function readCompatibleXml(xml: string): XmlFields {
  const read = readAnyXml(xml);
  if ("problem" in read) throw new RefusedError("envelope-xml", read.detail);
  for (const path of read.keys()) {
    if (/^Encrypt[[/]/.test(path)) throw new RefusedError("envelope-xml", `${path} is too much`);
  }
  return read;
}
