const begin = "<![CDATA[";
const end = "]]>";
const escapedEnd = "]]]]><![CDATA[>";

/**
 * Escapes the ends of CDATA that stand inside of texts: a section goes as far as the end that the
 * end of its element follows. XML that has no such ends comes back as it is.
 */
export function escapedEnds(xml: string): string {
  let written = "";
  let at = 0;
  for (;;) {
    const start = xml.indexOf(begin, at);
    if (start < 0) return written + xml.slice(at);
    const from = start + begin.length;
    const name = /<([^\s<>/]+)>[ \t\r\n]*$/.exec(xml.slice(Math.max(0, start - 200), start))?.[1];
    const to = name === undefined ? undefined : endOf(xml, from, name);
    // Broken otherwise than this is left to whoever reads it.
    if (to === undefined) return written + xml.slice(at);
    const text = xml.slice(from, to).replaceAll(escapedEnd, end).replaceAll(end, escapedEnd);
    written += xml.slice(at, from) + text + end;
    at = to + end.length;
  }
}

function endOf(xml: string, from: number, name: string): number | undefined {
  const closing = `</${name}>`;
  for (let at = xml.indexOf(end, from); at >= 0; at = xml.indexOf(end, at + 1)) {
    let next = at + end.length;
    while (/[ \t\r\n]/.test(xml[next] ?? "")) next += 1;
    if (xml.startsWith(closing, next)) return at;
  }
  return undefined;
}
