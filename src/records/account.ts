import { defaultAccount, type Account } from "../domain/account.ts";
import type { Entry, Put } from "../store/store.ts";
import { kinds } from "./kinds.ts";
import { readRecord, recordOf } from "./record.ts";

export const accountKey = kinds.account.name;

/** Reads the account's name, level and seats. */
export function readAccount(entry: Entry | undefined): Account {
  return readRecord<Account>(entry, kinds.account) ?? defaultAccount;
}

/** Writes the account down. */
export function putAccount(account: Account): Put {
  return { key: accountKey, value: recordOf(account, kinds.account) };
}
