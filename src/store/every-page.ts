import type { Entry, Key, Page, Store } from "./store.ts";

/** Reads all of a collection in key order, or with `reverse` against it, page by page. */
export async function* everyPage(
  store: Pick<Store, "scan">,
  collection: string,
  page: Omit<Page, "after">,
): AsyncGenerator<readonly Entry[]> {
  for (let after: Key | undefined; ;) {
    const entries = await store.scan(collection, {
      ...page,
      ...(after !== undefined && { after }),
    });
    if (entries.length > 0) yield entries;
    after = entries.at(-1)?.key;
    if (entries.length < page.limit) return;
  }
}
