import { randomBytes } from "node:crypto";
import type { Store } from "../store/store.ts";
import { readRecord, recordOf } from "./record.ts";

const shape = 1;
const key = "secrets";

/** Reads the pepper of the codes; makes it when nobody has, also when two start at once. */
export async function pepperOf(store: Store): Promise<string> {
  const [entry] = await store.read([key]);
  const kept = readRecord<{ readonly pepper: string }>(entry, shape);
  if (kept !== undefined) return kept.pepper;
  const pepper = randomBytes(32).toString("base64url");
  await store.commit({
    checks: [{ key, version: "" }],
    puts: [{ key, value: recordOf({ pepper }, shape) }],
    deletes: [],
    adds: [],
  });
  return pepperOf(store);
}
