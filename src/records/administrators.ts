import type { Put } from "../store/store.ts";
import { kinds } from "./kinds.ts";
import { recordsOfKind } from "./record.ts";

/** Somebody who may sign in to the console. */
export type Administrator = {
  readonly name: string;
  /** The password's scrypt hash with its parameters; see `console/auth/passwords.ts`. */
  readonly password: string;
};

const administrators = recordsOfKind<Administrator>(kinds.administrators);

/** The key of an administrator, and the reader of the record. */
export const { key: administratorKey, read: readAdministrator } = administrators;

/** Writes an administrator down. */
export function putAdministrator(administrator: Administrator): Put {
  return administrators.put(administratorKey(administrator.name), administrator);
}
