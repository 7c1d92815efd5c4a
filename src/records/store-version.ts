import type { Change, Entry } from "../store/store.ts";
import { kinds } from "./kinds.ts";
import { readRecord, recordOf } from "./record.ts";

export const storeVersionKey = kinds.version.name;

/** Reads how many migrations the store has been through. */
export function readStoreVersion(entry: Entry | undefined): number | undefined {
  return readRecord<{ readonly migrations: number }>(entry, kinds.version)?.migrations;
}

/** Writes down how many migrations the store has been through. */
export function putStoreVersion(migrations: number): Change["puts"][number] {
  return { key: storeVersionKey, value: recordOf({ migrations }, kinds.version) };
}
