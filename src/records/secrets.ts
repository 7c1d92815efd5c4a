import { randomBytes } from "node:crypto";
import type { Store } from "../store/store.ts";
import { kinds } from "./kinds.ts";
import { readOrMake } from "./record.ts";

/** Reads the pepper of the codes; makes it when nobody has. */
export async function pepperOf(store: Store): Promise<string> {
  const make = (): { readonly pepper: string } => ({
    pepper: randomBytes(32).toString("base64url"),
  });
  return (await readOrMake(store, kinds.secrets, make)).pepper;
}
