import { randomUUID } from "node:crypto";
import type { Entry, Store } from "../store/store.ts";
import { kinds } from "./kinds.ts";
import { readRecord, recordOf } from "./record.ts";

const key = kinds.dataSet.name;

/**
 * Reads the id of all that a store holds; makes it when there is none, also when two start at once.
 * It outlives a reset of the world: it goes only with everything else.
 */
export async function dataSetOf(store: Store): Promise<string> {
  const kept = readId((await store.read([key]))[0]);
  if (kept !== undefined) return kept;
  await store.commit({
    checks: [{ key, version: "" }],
    puts: [{ key, value: recordOf({ id: randomUUID() }, kinds.dataSet) }],
    deletes: [],
    adds: [],
  });
  return dataSetOf(store);
}

/** Says in one line that a store no longer holds the data set of that id; undefined: it does. */
export async function whyNotHeld(store: Store, id: string): Promise<string | undefined> {
  if (readId((await store.read([key]))[0]) === id) return undefined;
  return `${store.label} no longer holds the data that this process began with: it was emptied, or another one answers in its place; bring the data back, or start again to go on with what is there`;
}

function readId(entry: Entry | undefined): string | undefined {
  return readRecord<{ readonly id: string }>(entry, kinds.dataSet)?.id;
}
