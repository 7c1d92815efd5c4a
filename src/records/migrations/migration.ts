import { everyPage } from "../../store/every-page.ts";
import type { Change, Entry, Store } from "../../store/store.ts";

/** What a migration is given. */
export type MigrationParts = {
  readonly store: Store;
  /** Real clock, ms. */
  readonly realNow: () => number;
  /** Called after each page with the number of records of that kind that were read so far. */
  readonly progressed: (progress: { readonly kind: string; readonly records: number }) => void;
};

/** Takes a store from one version to the next; it can be begun again at any time. */
export type Migration = (parts: MigrationParts) => Promise<void>;

const atOnce = 200;
const mostTries = 100;

/** What is to be committed for some entries; undefined: nothing. */
export type Converted = Partial<Pick<Change, "checks" | "puts" | "deletes">> | undefined;

/** Says what is to be committed for some entries, all of which have a value. */
export type Convert = (entries: readonly Entry[]) => Converted | Promise<Converted>;

/** Converts a whole collection page by page, in key order. */
export async function convertAll(
  { store, progressed }: MigrationParts,
  kind: string,
  convert: Convert,
): Promise<void> {
  let records = 0;
  for await (const page of everyPage(store, kind, { limit: atOnce })) {
    await convertPage(store, page, convert);
    records += page.length;
    progressed({ kind, records });
  }
}

/**
 * Commits what `convert` returns for some entries. When another process changed one of them
 * meanwhile, they are read and converted again.
 */
export async function convertPage(
  store: Store,
  page: readonly Entry[],
  convert: Convert,
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
