// All that XML 1.0 cannot hold, however it is written; lone surrogates too.
// eslint-disable-next-line no-control-regex
const forbidden = /[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]/g;
const loneSurrogates = /\p{Surrogate}/gu;

/** Drops what XML cannot hold; any other text comes back as it is. */
export function xmlText(text: string): string {
  const whole = text.isWellFormed() ? text : text.replace(loneSurrogates, "");
  return whole.replace(forbidden, "");
}

/** Writes an element whose text is CDATA, as the platform writes text; `name` is ours, not input. */
export function element(name: string, text: string): string {
  // Nothing ends CDATA early: where the text holds ]]> one section closes and the next begins.
  const safe = xmlText(text).replaceAll("]]>", "]]]]><![CDATA[>");
  return `<${name}><![CDATA[${safe}]]></${name}>`;
}
