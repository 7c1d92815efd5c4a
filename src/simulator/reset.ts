import { seatsOfLevel, type Account } from "../domain/account.ts";
import type { Seed } from "../domain/seed.ts";
import { patchSettings } from "../domain/settings.ts";
import { BadInputError } from "../domain/bad-input.ts";
import { putAccount } from "../records/account.ts";
import { departmentCounterKey } from "../records/counters.ts";
import { putDepartment } from "../records/departments.ts";
import { profilePuts } from "../records/followers.ts";
import { ofTheWorld } from "../records/kinds.ts";
import { memberPuts } from "../records/members.ts";
import type { FreshStore } from "../records/fresh.ts";
import { putSettings } from "../records/settings.ts";
import type { Fresh, Store } from "../store/store.ts";

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
  const { departments, members, followers, notYet } = seed;
  const puts = [
    putSettings(patched.settings),
    putAccount(accountOf(seed.account, fresh.account)),
    ...departments.flatMap(putDepartment),
    ...members.flatMap((member) => memberPuts(undefined, member).puts),
    ...followers.flatMap((profile) => profilePuts(undefined, profile).puts),
  ];
  await store.clear(ofTheWorld, { puts, counts: countsOf(members) });
  return { members: members.length, followers: followers.length, notYet };
}

// The seats of a level that a seed names, unless it names its own.
function accountOf(given: Seed["account"], fresh: Account): Account {
  const { level } = given;
  return { ...fresh, ...(level !== undefined && { seats: seatsOfLevel[level] }), ...given };
}

function countsOf(members: Seed["members"]): Fresh["counts"] {
  const counts = new Map<number, number>();
  for (const id of members.flatMap(({ department }) => department)) {
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return [...counts].map(([id, count]) => ({ key: departmentCounterKey(id), count }));
}
