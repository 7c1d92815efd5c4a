import { watchedIn } from "../hints.ts";
import { idOf, type RedisKeys } from "./keys.ts";
import {
  collectionOf,
  noCounter,
  thereBy,
  type Change,
  type Collections,
  type Committed,
  type Key,
} from "../store.ts";

/** Writes a change as KEYS and ARGV of `commitScript`. */
export function commitArguments(
  change: Change,
  keys: RedisKeys,
  collections: Collections,
): { readonly KEYS: readonly string[]; readonly ARGV: readonly (string | number)[] } {
  const { checks, puts, deletes, adds, history } = change;
  const isScanned = (key: Key): boolean =>
    key.includes("/") && collections.scanned.has(collectionOf(key));
  const come = comingIn(change, isScanned);
  const go = deletes.filter(isScanned);
  const touched = watchedIn(change, collections);
  const KEYS = [keys.commit];
  const ARGV: (string | number)[] = [
    `${checks.length} ${adds.length} ${puts.length} ${deletes.length} ${come.length} ${go.length}${history === undefined ? "" : `:${history}`}`,
  ];
  for (const { key, version } of checks) {
    KEYS.push(keys.of(key));
    ARGV.push(version === "" ? "" : `{"version":${version},`);
  }
  for (const { key, by, max, keepUntil } of adds) {
    KEYS.push(keys.of(key));
    ARGV.push(by, max === undefined || max === Infinity ? "" : max, wholeMs(keepUntil));
  }
  for (const { key, value, keepUntil } of puts) {
    KEYS.push(keys.of(key));
    ARGV.push(JSON.stringify(value), wholeMs(keepUntil));
  }
  for (const key of deletes) KEYS.push(keys.of(key));
  for (const ids of [come, go]) {
    for (const key of ids) {
      KEYS.push(keys.index(collectionOf(key)));
      ARGV.push(idOf(key));
    }
  }
  if (touched.length > 0) ARGV.push(keys.channel, touched.join(","));
  return { KEYS, ARGV };
}

/**
 * Reads the result of `commitScript`; `learn` hears which history it is when it is another than the
 * change rests on. Throws when something was added to a record.
 */
export function readCommitted(
  result: unknown,
  { adds }: Change,
  learn: (history: string) => void,
): Committed {
  if (typeof result === "string") {
    learn(result);
    return "stale";
  }
  if (result === 0) return "done";
  if (result === -1) return "stale";
  if (typeof result !== "number") throw new Error(`The commit script answered ${String(result)}`);
  const full = adds[result - 1];
  if (full !== undefined) return { full: full.key };
  throw noCounter(adds[-result - 2]?.key ?? "a key");
}

// A put whose check says that the key is there need not be added to the index: it is in it.
function comingIn({ checks, puts }: Change, isScanned: (key: Key) => boolean): readonly Key[] {
  const isThere = thereBy(checks);
  return puts.flatMap(({ key }) => (isScanned(key) && !isThere(key) ? [key] : []));
}

function wholeMs(keepUntil: number | undefined): number | "" {
  return keepUntil === undefined ? "" : Math.trunc(keepUntil);
}
