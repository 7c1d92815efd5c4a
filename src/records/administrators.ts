import type { Change, Entry, Key } from "../store/store.ts";
import { kinds } from "./kinds.ts";
import { readRecord, recordOf } from "./record.ts";

/** Somebody who may sign in to the console. */
export type Administrator = {
  readonly name: string;
  /** The password's scrypt hash with its parameters; see `console/auth/passwords.ts`. */
  readonly password: string;
};

/** Where an administrator is kept. */
export function administratorKey(name: string): Key {
  return `${kinds.administrators.name}/${name}`;
}

/** Reads an administrator. */
export function readAdministrator(entry: Entry | undefined): Administrator | undefined {
  return readRecord<Administrator>(entry, kinds.administrators);
}

/** Writes an administrator down. */
export function putAdministrator(administrator: Administrator): Change["puts"][number] {
  return {
    key: administratorKey(administrator.name),
    value: recordOf(administrator, kinds.administrators),
  };
}
