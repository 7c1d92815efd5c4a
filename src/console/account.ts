import { patchAccount, type Account } from "../domain/account.ts";
import type { Who } from "../domain/administration.ts";
import { BadInputError } from "../domain/bad-input.ts";
import { accountKey, putAccount, readAccount } from "../records/account.ts";
import { seatsKey } from "../records/counters.ts";
import { readCounter } from "../records/record.ts";
import { commitAudited, changedParts } from "./audited.ts";
import type { AdminParts } from "./parts.ts";

/** The account as administrators see it; `seats` is null where there is no limit. */
export type AccountShown = Omit<Account, "seats"> & {
  readonly seats: number | null;
  /** How many followers are bound. */
  readonly seatsTaken: number;
};

/** Shows the account. */
export async function showAccount({ store }: Pick<AdminParts, "store">): Promise<AccountShown> {
  const [account, taken] = await store.read([accountKey, seatsKey]);
  const { name, level, seats = null } = readAccount(account);
  return { name, level, seats, seatsTaken: readCounter(taken) };
}

/** Changes name, level or seats by a merge patch. Throws `BadInputError` with every problem. */
export async function updateAccount(
  parts: Pick<AdminParts, "store" | "realNow">,
  who: Who,
  patch: unknown,
): Promise<AccountShown> {
  await commitAudited(parts, async () => {
    const [entry] = await parts.store.read([accountKey]);
    const before = readAccount(entry);
    const patched = patchAccount(before, patch);
    if ("problems" in patched) throw new BadInputError(patched.problems.join("; "));
    const changed = changedParts(before, patched.account);
    return {
      change: {
        checks: [{ key: accountKey, version: entry?.version ?? "" }],
        puts: [putAccount(patched.account)],
      },
      audited: changed && { who, act: "account.change", object: "", ...changed },
      answer: undefined,
    };
  });
  return showAccount(parts);
}
