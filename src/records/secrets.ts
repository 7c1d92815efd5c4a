import { randomBytes } from "node:crypto";
import type { Store } from "../store/store.ts";
import { kinds } from "./kinds.ts";
import { readRecord, recordOf } from "./record.ts";

const key = kinds.secrets.name;

/** Reads the pepper of the codes; makes it when nobody has, also when two start at once. */
export async function pepperOf(store: Store): Promise<string> {
  const [entry] = await store.read([key]);
  const kept = readRecord<{ readonly pepper: string }>(entry, kinds.secrets);
  if (kept !== undefined) return kept.pepper;
  const pepper = randomBytes(32).toString("base64url");
  await store.commit({
    checks: [{ key, version: "" }],
    puts: [{ key, value: recordOf({ pepper }, kinds.secrets) }],
    deletes: [],
    adds: [],
  });
  return pepperOf(store);
}
