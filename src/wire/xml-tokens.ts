/** A piece of XML as it is written. */
export type XmlToken = {
  readonly kind: "open" | "close" | "empty" | "cdata" | "text" | "other";
  /** To the letter, with its brackets. */
  readonly written: string;
  /** Where it begins. */
  readonly at: number;
};

// Each with its end; the longest beginning comes first.
const forms: readonly (readonly [string, string, XmlToken["kind"]])[] = [
  ["<![CDATA[", "]]>", "cdata"],
  ["<!--", "-->", "other"],
  ["<?", "?>", "other"],
  ["<!", ">", "other"],
  ["</", ">", "close"],
  ["<", ">", "open"],
];

/**
 * Divides XML, or what somebody took for it, into its pieces, in linear time; what does not end is
 * text to the end. All pieces together are what was given.
 */
export function xmlTokens(xml: string): readonly XmlToken[] {
  const tokens: XmlToken[] = [];
  let at = 0;
  while (at < xml.length) {
    const token = tokenAt(xml, at);
    tokens.push(token);
    at += token.written.length;
  }
  return tokens;
}

/** Returns the name of the element that a tag opens or closes. */
export function tagName({ written }: XmlToken): string {
  return /^<\/?([^\s/>]*)/.exec(written)?.[1] ?? "";
}

function tokenAt(xml: string, at: number): XmlToken {
  const form = forms.find(([begin]) => xml.startsWith(begin, at));
  if (form === undefined) {
    const next = xml.indexOf("<", at);
    return { kind: "text", written: xml.slice(at, next < 0 ? xml.length : next), at };
  }
  const [begin, ends, kind] = form;
  const end = xml.indexOf(ends, at + begin.length);
  if (end < 0) return { kind: "text", written: xml.slice(at), at };
  const written = xml.slice(at, end + ends.length);
  return { kind: kind === "open" && written.endsWith("/>") ? "empty" : kind, written, at };
}
