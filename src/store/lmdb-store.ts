import { createHints, watchedIn, watchedInFresh } from "./hints.ts";
import { clearIn, commitIn, written } from "./lmdb/commit.ts";
import { openLmdbFiles, type LmdbFiles } from "./lmdb/files.ts";
import { createLmdbRequests, type LmdbRequests } from "./lmdb/requests.ts";
import { lmdbEntryOf } from "./lmdb/record.ts";
import { whyNoSpace } from "./lmdb/disk-space.ts";
import { startTidying } from "./lmdb/tidy.ts";
import { createMemo } from "./memo.ts";
import { rangeOf } from "./range.ts";
import { refuseUnscanned, refuseBadChange, refuseBadFresh, refuseBadKey } from "./rules.ts";
import {
  StoreRefusedError,
  noCounter,
  readyChange,
  type Change,
  type Collections,
  type Committed,
  type Entry,
  type Page,
  type Store,
} from "./store.ts";

/** Where an LMDB store lies, and what a commit waits for. */
export type LmdbOptions = {
  readonly collections: Collections;
  /** A directory, made when it is missing. Several processes may have it open at once. */
  readonly path: string;
  /** True: a commit that was answered survives a power cut. False: for worlds made in passing. */
  readonly durable: boolean;
  /** How often (ms, real clock) what was kept long enough is tidied away. */
  readonly tidyEveryMs?: number;
  /** Hears what is wrong with the directory, but no reason not to use it. */
  readonly warn?: (line: string) => void;
};

const tidyEveryMs = 60_000;

// What was confirmed is on the disk, or the process is the only one that ever sees it.
const onlyHistory = "";

/** Opens the embedded store; throws one line when the directory cannot be used. */
export async function openLmdbStore(options: LmdbOptions): Promise<Store> {
  const { collections, path, durable, warn } = options;
  const files = await openLmdbFiles(path, durable ? "disk" : "none", warn);
  const label = `LMDB in ${path}`;
  const hints = createHints();
  const read = createMemo(lmdbEntryOf);
  const requests = createLmdbRequests({ ...files, isDurable: durable }, label);
  const { ask, transact } = requests;
  const commit: Store["commit"] = async (change) => {
    const committed = await committedTo(files, requests, change);
    const touched = committed === "done" ? watchedIn(change, collections) : [];
    if (touched.length > 0) setImmediate(hints.tell, touched);
    return committed;
  };
  const stopTidying = startTidying(files, requests, options.tidyEveryMs ?? tidyEveryMs);
  return {
    label,
    collections,
    read: (keys) =>
      promised(() => {
        keys.forEach(refuseBadKey);
        return ask(() => keys.map((key) => read(key, files.entries.get(Buffer.from(key)))));
      }),
    scan: (collection, page) =>
      promised(() => {
        refuseUnscanned(collection, collections);
        return ask(() => entriesOf(files, collection, page));
      }),
    commit,
    async clear(cleared, fresh = { puts: [], counts: [] }) {
      refuseBadFresh(fresh);
      const puts = fresh.puts.map(({ key, value }) => ({ key, json: JSON.stringify(value) }));
      await transact(() => {
        clearIn(files, cleared, { ...fresh, puts });
      });
      const touched = watchedInFresh(cleared, fresh, collections);
      if (touched.length > 0) setImmediate(hints.tell, touched);
    },
    watch: hints.watch,
    history: () => onlyHistory,
    async ping() {
      const lack = await whyNoSpace(options.path);
      if (lack !== undefined) {
        throw new StoreRefusedError(`${label} cannot grow (${lack}); make room on its disk`);
      }
      await commit(readyChange);
    },
    whyNotDurable: () =>
      Promise.resolve(options.durable ? undefined : `${label} does not wait for the disk`),
    async close() {
      stopTidying();
      await requests.close();
    },
  };
}

// LMDB answers at once, and throws at once; the port does so by a promise.
function promised<T>(answer: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(answer());
  });
}

async function committedTo(
  files: LmdbFiles,
  { transact }: LmdbRequests,
  change: Change,
): Promise<Committed> {
  refuseBadChange(change);
  if ((change.history ?? onlyHistory) !== onlyHistory) return "stale";
  const ready = written(change);
  const committed = await transact(() => commitIn(files, ready));
  if (typeof committed === "string" || "full" in committed) return committed;
  throw noCounter(committed.noCounter);
}

function entriesOf({ entries }: LmdbFiles, collection: string, page: Page): readonly Entry[] {
  const range = rangeOf(collection, page);
  if (range === undefined) return [];
  const { from, beyond, to } = range;
  const found = entries.getRange(
    page.reverse
      ? {
          start: to,
          exclusiveStart: true,
          end: from,
          inclusiveEnd: true,
          reverse: true,
          limit: page.limit,
        }
      : { start: from, exclusiveStart: beyond, end: to, limit: page.limit },
  );
  return [...found].map(({ key, value }) => lmdbEntryOf(Buffer.from(key).toString(), value));
}
