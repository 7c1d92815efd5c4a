// All that XML 1.0 cannot hold, however it is written: most controls, lone surrogates, U+FFFE, U+FFFF.
const forbidden = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** Drops what XML cannot hold; any other text comes back as it is. */
export function xmlText(text: string): string {
  return text.replace(forbidden, "");
}

/** Writes an element whose text is CDATA, as the platform writes text; `name` is ours, not input. */
export function element(name: string, text: string): string {
  // Nothing ends CDATA early: where the text holds ]]> one section closes and the next begins.
  const safe = xmlText(text).replaceAll("]]>", "]]]]><![CDATA[>");
  return `<${name}><![CDATA[${safe}]]></${name}>`;
}
