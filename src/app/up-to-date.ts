import { migrate } from "../records/migrate.ts";
import type { Store } from "../store/store.ts";
import type { Log } from "./log.ts";

const toldEveryMs = 10_000;

/**
 * Brings a store that an earlier version wrote up to date, and says so in the log: at once, every
 * ten seconds, and at the end. Throws one line when a later version has written it.
 */
export async function bringUpToDate(store: Store, log: Log): Promise<void> {
  let toldAt = 0;
  const from = await migrate({
    store,
    realNow: Date.now,
    progressed({ kind, records }) {
      if (Date.now() - toldAt < toldEveryMs) return;
      toldAt = Date.now();
      log.info("bringing up to date what an earlier version has stored", { kind, count: records });
    },
  });
  if (from !== undefined) log.info("what an earlier version has stored is up to date now");
}
