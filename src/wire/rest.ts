import type { XmlFields } from "./xml-fields.ts";

/** Fields that are taken one by one. */
export type Taking = {
  /** Returns the text of a field, '' when there is none. */
  readonly take: (path: string) => string;
  /**
   * What nobody took, as the platform spells it, in a record without a prototype: a field may be
   * called `constructor`.
   */
  readonly rest: () => Readonly<Record<string, string>>;
};

const nothing = Object.freeze(Object.create(null) as Record<string, string>);

/** Takes fields one by one, and knows what is left. */
export function takeFrom(fields: XmlFields): Taking {
  const taken = new Set<string>();
  return {
    take(path) {
      const text = fields.get(path);
      if (text !== undefined) taken.add(path);
      return text ?? "";
    },
    rest() {
      if (taken.size === fields.size) return nothing;
      const rest: Record<string, string> = Object.create(null) as Record<string, string>;
      for (const [path, text] of fields) if (!taken.has(path)) rest[path] = text;
      return rest;
    },
  };
}
