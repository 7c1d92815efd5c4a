import { accountWith } from "../domain/account.ts";
import { patchSettings } from "../domain/settings.ts";
import { BadInputError } from "../domain/bad-input.ts";
import { putAccount } from "../records/account.ts";
import { profilePuts } from "../records/followers.ts";
import { ofTheWorld } from "../records/kinds.ts";
import type { FreshStore } from "../records/fresh.ts";
import { putSettings } from "../records/settings.ts";
import type { Store } from "../store/store.ts";
import type { Seed } from "./seed.ts";

/**
 * Makes the world anew, that of the seed on the system's time, in one act: what fails leaves the
 * old world. Answers what it holds, and what of the seed cannot be played yet. Throws
 * `BadInputError` for bad settings.
 */
export async function resetWorld(
  store: Store,
  seed: Seed,
  fresh: FreshStore,
): Promise<{
  readonly members: number;
  readonly followers: number;
  readonly notYet: readonly string[];
}> {
  const patched = patchSettings(fresh.settings, seed.settings, fresh.settings);
  if ("problems" in patched) throw new BadInputError(patched.problems.join("; "));
  const { account, book, members, followers, notYet } = seed;
  const puts = [
    putSettings(patched.settings),
    putAccount(accountWith(account, fresh.account)),
    ...book.puts,
    ...followers.flatMap((profile) => profilePuts(undefined, profile).puts),
  ];
  await store.clear(ofTheWorld, { puts, counts: book.counts });
  return { members: members.length, followers: followers.length, notYet };
}
