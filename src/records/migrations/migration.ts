import type { Change, Entry, Key, Store } from "../../store/store.ts";

/** What a migration is handed. */
export type MigrationParts = {
  readonly store: Store;
  /** Real clock, ms. */
  readonly realNow: () => number;
  /** Hears how far it is, after each page. */
  readonly progressed: (progress: MigrationProgress) => void;
};

/** How many records of a kind have been looked at. */
export type MigrationProgress = { readonly kind: string; readonly records: number };

/** Takes a store from one version to the next; it can be begun again at any time. */
export type Migration = (parts: MigrationParts) => Promise<void>;

const atOnce = 200;
const mostTries = 100;

/** What becomes of some entries; undefined: nothing. */
export type Converted = Partial<Pick<Change, "checks" | "puts" | "deletes">> | undefined;

/**
 * Goes through a collection in key order and commits what `convert` makes of each page. Where
 * somebody else commits meanwhile, the page is read again and converted anew.
 */
export async function convertAll(
  store: Store,
  collection: string,
  convert: (entries: readonly Entry[]) => Promise<Converted>,
  progressed: (records: number) => void,
): Promise<void> {
  let after: Key | undefined;
  let records = 0;
  for (;;) {
    const page = await store.scan(collection, {
      limit: atOnce,
      ...(after !== undefined && { after }),
    });
    after = page.at(-1)?.key;
    if (after === undefined) return;
    await convertPage(store, page, convert);
    records += page.length;
    progressed(records);
  }
}

async function convertPage(
  store: Store,
  page: readonly Entry[],
  convert: (entries: readonly Entry[]) => Promise<Converted>,
): Promise<void> {
  let entries = page;
  for (let tries = 0; tries < mostTries; tries += 1) {
    const converted = await convert(entries.filter(({ value }) => value !== undefined));
    if (converted === undefined) return;
    const { checks = [], puts = [], deletes = [] } = converted;
    if (puts.length === 0 && deletes.length === 0) return;
    const committed = await store.commit({
      checks: [...checks, ...entries.map(({ key, version }) => ({ key, version }))],
      puts,
      deletes,
      adds: [],
    });
    if (committed === "done") return;
    entries = await store.read(page.map(({ key }) => key));
  }
  throw new Error(`what is stored changes too fast: it was tried ${mostTries} times`);
}
