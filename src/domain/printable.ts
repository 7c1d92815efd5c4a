/**
 * What a terminal obeys instead of showing it, as a class for a regular expression: control
 * characters but for the line's end and the tab, and what turns the direction of text.
 */
export const obeyed = String.raw`[\0-\x08\x0B-\x1F\x7F-\x9F\u202A-\u202E\u2066-\u2069]`;

const everyObeyed = new RegExp(obeyed, "gu");

/** Writes what bots and strangers said so that no terminal obeys it: `\u{1b}`, as talks write it. */
export function printable(text: string): string {
  return text.replace(everyObeyed, byNumber);
}

/** Writes JSON so that no terminal obeys it, and every reader reads the same. */
export function printableJson(json: string): string {
  return json.replace(everyObeyed, (sign) => {
    return `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** Writes a character by its number, as talks read it. */
export function byNumber(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
