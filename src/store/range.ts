import type { Page } from "./store.ts";

/** A range of keys as bytes. `from` belongs to it unless `beyond`; `to` never does. */
export type Range = { readonly from: Buffer; readonly beyond: boolean; readonly to: Buffer };

// No byte of UTF-8 text is as high, so it ends whatever begins with a prefix.
const end = Buffer.from([0xff]);

/**
 * Says which keys a page may hold; nothing when it can hold none.
 * Bytes, because UTF-16 would put an emoji before a full-width letter.
 */
export function rangeOf(collection: string, page: Page): Range | undefined {
  if (page.limit < 1) return undefined;
  const from = Buffer.from(`${collection}/${page.prefix ?? ""}`);
  const to = Buffer.concat([from, end]);
  if (page.after === undefined) return { from, beyond: false, to };

  const after = Buffer.from(page.after);
  const isBeforeTo = Buffer.compare(after, to) < 0;
  const isFromOrLater = Buffer.compare(after, from) >= 0;
  if (page.reverse) {
    if (!isFromOrLater) return undefined;
    return { from, beyond: false, to: isBeforeTo ? after : to };
  }
  if (!isBeforeTo) return undefined;
  return isFromOrLater ? { from: after, beyond: true, to } : { from, beyond: false, to };
}
