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
  return `<${name}>${cdata(xmlText(text))}</${name}>`;
}

/** Writes a text as CDATA that nothing in it ends: where it holds ]]> a second section begins. */
export function cdata(text: string): string {
  return `<![CDATA[${text.replaceAll("]]>", "]]]]><![CDATA[>")}]]>`;
}
