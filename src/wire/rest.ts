import type { XmlFields } from "./strict-xml.ts";

/**
 * Keeps the fields that no name of ours covers, as the platform spells them, in a record without a
 * prototype: a field may be called `constructor`.
 */
export function restOf(
  fields: XmlFields,
  named: readonly string[],
): Readonly<Record<string, string>> {
  const rest: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, text] of fields) {
    if (!named.includes(name)) rest[name] = text;
  }
  return rest;
}
