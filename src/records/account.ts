import { defaultAccount, type Account } from "../domain/account.ts";
import type { Change, Entry } from "../store/store.ts";
import { readRecord, recordOf } from "./record.ts";

const shape = 1;

export const accountKey = "account";

/** Reads the account's name, level and seats. */
export function readAccount(entry: Entry | undefined): Account {
  return readRecord<Account>(entry, shape) ?? defaultAccount;
}

/** Writes the account down. */
export function putAccount(account: Account): Change["puts"][number] {
  return { key: accountKey, value: recordOf(account, shape) };
}
