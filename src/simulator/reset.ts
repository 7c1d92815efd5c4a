import type { Seed } from "../domain/seed.ts";
import { patchSettings, type Settings } from "../domain/settings.ts";
import { BadInputError } from "../domain/bad-input.ts";
import { putAccount } from "../records/account.ts";
import { clockKey } from "../records/clock.ts";
import { departmentCounterKey } from "../records/counters.ts";
import { putDepartment } from "../records/departments.ts";
import { putFollower } from "../records/followers.ts";
import { memberPuts } from "../records/members.ts";
import { putSettings } from "../records/settings.ts";
import type { Change, Store } from "../store/store.ts";

/** What belongs to a world; administrators, sessions, pepper and triple outlive it. */
const ofTheWorld = [
  "account",
  "chats",
  "conversations",
  "counters",
  "department-names",
  "departments",
  "followers",
  "given-up",
  "handles",
  "inbox",
  "members",
  "outbox",
  "stamps",
] as const;

const atOnce = 200;

/**
 * Makes the world anew: that of the seed, on the system's time. Answers what it holds, and what of
 * the seed cannot be played yet. Throws `BadInputError`, having changed nothing, for bad settings.
 */
export async function resetWorld(
  store: Store,
  seed: Seed,
  fresh: Settings,
): Promise<{
  readonly members: number;
  readonly followers: number;
  readonly notYet: readonly string[];
}> {
  const patched = patchSettings(fresh, seed.settings, fresh);
  if ("problems" in patched) throw new BadInputError(patched.problems.join("; "));
  await store.clear(ofTheWorld);
  await commit(store, {
    puts: [putSettings(patched.settings), putAccount(seed.account)],
    deletes: [clockKey],
  });
  await plant(
    store,
    seed.departments.map((department) => ({ puts: [...putDepartment(department)] })),
  );
  await plant(
    store,
    seed.members.map((member) => memberPuts(undefined, member)),
  );
  await plant(
    store,
    seed.followers.map((profile) => ({ puts: [putFollower(profile)] })),
  );
  await countMembers(store, seed);
  const { members, followers, notYet } = seed;
  return { members: members.length, followers: followers.length, notYet };
}

async function plant(store: Store, parts: readonly Partial<Change>[]): Promise<void> {
  for (let start = 0; start < parts.length; start += atOnce) {
    const some = parts.slice(start, start + atOnce);
    await commit(store, { puts: some.flatMap(({ puts = [] }) => puts) });
  }
}

async function countMembers(store: Store, { members }: Seed): Promise<void> {
  const counts = new Map<number, number>();
  for (const id of members.flatMap(({ department }) => department)) {
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  const adds = [...counts].map(([id, by]) => ({ key: departmentCounterKey(id), by }));
  await commit(store, { checks: [{ key: clockKey, version: "" }], adds });
}

async function commit(store: Store, change: Partial<Change>): Promise<void> {
  await store.commit({ checks: [], puts: [], deletes: [], adds: [], ...change });
}
