// What XML's Char production leaves out, and CR, which a parser reads as LF.
// eslint-disable-next-line no-control-regex
const unusable = /[\0-\x08\x0B-\x1F\uFFFE\uFFFF]/;
const name = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;
const cdata = "<![CDATA[";
const mostFields = 100;

/**
 * Reads XML in the form that the platform writes, `<xml>` and in it fields that hold either one
 * CDATA section or plain text. Whatever else it may be, XML or not, is undefined here and left to
 * the parser; what is read here the parser reads alike, in many times the time.
 */
export function readFlatXml(xml: string): Map<string, string> | undefined {
  if (!xml.startsWith("<xml>") || unusable.test(xml) || !xml.isWellFormed()) return undefined;
  const fields = new Map<string, string>();
  let at = afterSpace(xml, "<xml>".length);
  while (!xml.startsWith("</xml>", at)) {
    const nameEnd = xml.indexOf(">", at);
    if (nameEnd < 0 || xml[at] !== "<") return undefined;
    const field = xml.slice(at + 1, nameEnd);
    if (!name.test(field) || fields.has(field) || fields.size === mostFields) return undefined;
    const isCdata = xml.startsWith(cdata, nameEnd + 1);
    const start = nameEnd + 1 + (isCdata ? cdata.length : 0);
    const end = xml.indexOf(isCdata ? "]]>" : "<", start);
    const close = end + (isCdata ? "]]>".length : 0);
    const closing = `</${field}>`;
    if (end < 0 || !xml.startsWith(closing, close)) return undefined;
    const text = xml.slice(start, end);
    if (!isCdata && /[&>\]]/.test(text)) return undefined;
    fields.set(field, text);
    at = afterSpace(xml, close + closing.length);
  }
  return afterSpace(xml, at + "</xml>".length) === xml.length ? fields : undefined;
}

function afterSpace(xml: string, from: number): number {
  let at = from;
  while (xml[at] === "\n" || xml[at] === " " || xml[at] === "\t") at += 1;
  return at;
}
