import { randomUUID } from "node:crypto";
import type { Store } from "../store/store.ts";
import { kinds } from "./kinds.ts";
import { readOrMake, readRecord } from "./record.ts";

type DataSet = { readonly id: string };

/**
 * Reads the id of all that a store holds; makes it when there is none. It outlives a reset of the
 * world: it goes only with everything else.
 */
export async function dataSetOf(store: Store): Promise<string> {
  const make = (): DataSet => ({ id: randomUUID() });
  return (await readOrMake(store, kinds.dataSet, make)).id;
}

/** Says in one line that a store no longer holds the data set of that id; undefined: it does. */
export async function whyNotHeld(store: Store, id: string): Promise<string | undefined> {
  const [entry] = await store.read([kinds.dataSet.name]);
  if (readRecord<DataSet>(entry, kinds.dataSet)?.id === id) return undefined;
  return `${store.label} no longer holds the data that this process began with: it was emptied, or another one answers in its place; bring the data back, or start again to go on with what is there`;
}
