import { cdata, xmlText } from "./cdata.ts";

const opening = "<![CDATA[";
const closing = "]]>";

/**
 * Mends XML into which texts were put unescaped: a CDATA section ends where its own element does,
 * `&` that begins no reference is itself, and a reference to a character that XML forbids is that
 * character. Takes time in proportion to the text. Returns undefined where an end is missing.
 */
export function mendXml(xml: string): string | undefined {
  let mended = "";
  let name = "";
  for (let at = 0; at < xml.length;) {
    const start = xml.indexOf("<", at);
    mended += mendText(xml.slice(at, start < 0 ? undefined : start));
    if (start < 0) break;
    if (xml.startsWith(opening, start)) {
      const end = endOfSection(xml, start + opening.length, name);
      if (end < 0) return undefined;
      mended += cdata(xml.slice(start + opening.length, end));
      at = end + closing.length;
      continue;
    }
    const isComment = xml.startsWith("<!--", start);
    const end = xml.indexOf(isComment ? "-->" : ">", start);
    if (end < 0) return undefined;
    at = end + (isComment ? "-->" : ">").length;
    const tag = xml.slice(start, at);
    mended += tag;
    if (!isComment) name = /^<([^\s/>]+)/.exec(tag)?.[1] ?? "";
  }
  return mended;
}

/** Where a section ends: before its element's closing tag, or before a section that continues it. */
function endOfSection(xml: string, from: number, name: string): number {
  const marks = /<!\[CDATA\[|\]\]>(?:<!\[CDATA\[|[ \t\r\n]*<\/([^\s>]*))?/g;
  marks.lastIndex = from;
  // How many sections the text itself has opened.
  let inside = 0;
  for (let mark = marks.exec(xml); mark !== null; mark = marks.exec(xml)) {
    const [found, closed] = mark;
    if (found === opening) inside += 1;
    else if (inside > 0) inside -= found.endsWith(opening) ? 0 : 1;
    else if (closed === name || found.endsWith(opening)) return mark.index;
  }
  return -1;
}

function mendText(text: string): string {
  return text
    .replace(/&(?:#x([0-9a-fA-F]+);|#([0-9]+);|(?!(?:amp|lt|gt|quot|apos);))/g, mendReference)
    .replaceAll(closing, "]]&gt;");
}

function mendReference(
  whole: string,
  hex: string | undefined,
  decimal: string | undefined,
): string {
  const digits = hex ?? decimal;
  if (digits === undefined) return "&amp;";
  const code = Number.parseInt(digits, hex === undefined ? 10 : 16);
  if (code > 0x10ffff) return "";
  const character = String.fromCodePoint(code);
  // Two halves of a pair may have been written as one each.
  return xmlText(character) === "" ? character : whole;
}
