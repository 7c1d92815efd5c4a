import { BadInputError } from "../domain/bad-input.ts";
import { openidProblem, refOf, type Profile } from "../domain/follower.ts";
import type { Phase, Status } from "../domain/phase.ts";
import { followerKey, profilePuts, readFollower } from "../records/followers.ts";
import { readStanding, standingKey } from "../records/standings.ts";
import type { Store } from "../store/store.ts";
import { readProfile } from "./read-profile.ts";

/** A follower as the world sees it. */
export type FollowerSeen = {
  readonly openid: string;
  readonly ref: string;
  readonly nickname: string | undefined;
  readonly status: Status;
  readonly phase: Phase;
  readonly userid: string | undefined;
  readonly apps: readonly { readonly agentid: number; readonly name: string }[];
};

/** The followers' phones: who they are, and what is to be seen on them. */
export type Phones = {
  /** Makes a follower, or changes what is known of one. */
  put(body: unknown): Promise<FollowerSeen>;
  /** Shows a follower; throws when nobody has heard of it. */
  get(openid: string): Promise<FollowerSeen>;
  /** Makes sure that the platform knows the follower. */
  known(openid: string): Promise<Profile>;
};

/** Before somebody is verified, nothing but the assistant is to be seen (PROTOCOL §2.6). */
const assistantApp = { agentid: 0, name: "企业小助手" } as const;

/** Says at which phase a follower's conversation is; only the bot knows. */
export type PhaseOf = (openid: string) => Promise<Phase>;

/** Makes the phones of one world. */
export function createPhones(store: Store, phaseOf: PhaseOf): Phones {
  async function seen(openid: string): Promise<FollowerSeen | undefined> {
    const [follower, stands] = await store.read([followerKey(openid), standingKey(openid)]);
    const profile = readFollower(follower);
    const standing = readStanding(stands);
    if (profile === undefined && standing === undefined) return undefined;
    const { status = "none", userid } = standing ?? {};
    return {
      openid,
      ref: refOf(openid),
      nickname: profile?.nickname,
      status,
      phase: await phaseOf(openid),
      userid,
      apps: status === "none" ? [] : [assistantApp],
    };
  }

  async function get(openid: string): Promise<FollowerSeen> {
    refuseUnfit(openid);
    const found = await seen(openid);
    if (found !== undefined) return found;
    throw new BadInputError(
      "no such follower; POST /_sim/followers makes one, and so does the first callback",
      "unknown",
    );
  }

  /** Changes a profile, checked: of two who change it at once, neither undoes what the other did. */
  async function change(openid: string, changed: (before?: Profile) => Profile): Promise<Profile> {
    for (;;) {
      const [entry] = await store.read([followerKey(openid)]);
      const before = readFollower(entry);
      const after = changed(before);
      if (after === before) return after;
      const checks = [{ key: followerKey(openid), version: entry?.version ?? "" }];
      const committed = await store.commit({ checks, ...profilePuts(before, after), adds: [] });
      if (committed === "done") return after;
    }
  }

  return {
    get,
    async put(body) {
      const given = readProfile(body);
      await change(given.openid, (before) => ({ ...before, ...given }));
      return get(given.openid);
    },
    async known(openid) {
      refuseUnfit(openid);
      return change(openid, (profile) => profile ?? { openid });
    },
  };
}

function refuseUnfit(openid: string): void {
  const problem = openidProblem(openid);
  if (problem !== undefined) throw new BadInputError(`the openid ${problem}`);
}
