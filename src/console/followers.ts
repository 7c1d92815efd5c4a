import type { Who } from "../domain/administration.ts";
import { BadInputError } from "../domain/bad-input.ts";
import { parseContact } from "../domain/contact.ts";
import { refOf, type Profile } from "../domain/follower.ts";
import { identifierOf } from "../domain/member.ts";
import type { Outcome } from "../domain/outcome.ts";
import type { Status } from "../domain/phase.ts";
import { withoutUndefined } from "../domain/read-as.ts";
import type { Standing } from "../domain/standing.ts";
import { followersBy, type FollowerQuery } from "../records/follower-index.ts";
import { followerKey, readFollower } from "../records/followers.ts";
import { kinds } from "../records/kinds.ts";
import { listOf } from "../records/lists.ts";
import { byKey } from "../records/record.ts";
import { readStanding, standingKey } from "../records/standings.ts";
import { auditPut } from "./audited.ts";
import { pageFrom, type PageAsked, type Paged } from "./pages.ts";
import type { AdminParts } from "./parts.ts";

/** A follower as administrators see it. */
export type FollowerShown = {
  readonly openid: string;
  /** The short name that the person can be told to read out: `F-4K7Q`. */
  readonly ref: string;
  readonly nickname?: string;
  readonly status: Status;
  /** Since when it is so; absent: the person has never followed. */
  readonly since?: string;
  readonly userid?: string;
};

/** What became of a follower, and what is known of the person. */
export type FollowerInFull = FollowerShown & {
  readonly weixinid?: string;
  readonly mobile?: string;
  readonly email?: string;
  /** The last first. */
  readonly events: readonly {
    readonly at: string;
    readonly became: string;
    readonly userid?: string;
  }[];
};

/** By what followers are looked for; at most one of them. */
export type FollowerFilter = {
  readonly status?: Status | undefined;
  readonly ref?: string | undefined;
  readonly nickname?: string | undefined;
  /** A phone number or e-mail, as people write it. */
  readonly contact?: string | undefined;
  /** The newest first. */
  readonly newest?: boolean | undefined;
};

/**
 * Lists followers at the cost of a page: by status those first who have had it for longest, by short
 * name, by what the nickname begins with, by a contact, or all in the order of their ids. Throws
 * `BadInputError` for two filters at once.
 */
export async function listFollowers(
  { store }: Pick<AdminParts, "store">,
  filter: FollowerFilter,
  asked: PageAsked,
): Promise<Paged<FollowerShown>> {
  const query = queryOf(filter);
  const found = query === undefined ? allFollowers : followersBy(query);
  const list = filter.newest === true ? { ...found, reverse: true as const } : found;
  const { items, ...next } = await pageFrom(store, list, asked);
  return { items: await seenOf(store, items), ...next };
}

const allFollowers = listOf(kinds.standings, ({ key }) => key.slice(key.indexOf("/") + 1));

/** Shows one follower with what became of the person. Throws `BadInputError` when there is none. */
export async function showFollower(
  { store }: Pick<AdminParts, "store">,
  openid: string,
): Promise<FollowerInFull> {
  const { profile, standing, shown } = await knownFollower(store, openid);
  const { weixinid, mobile, email } = profile ?? {};
  const { events = [] } = standing ?? {};
  return {
    ...shown,
    ...withoutUndefined({ weixinid, mobile, email }),
    events: events.map((event) => ({ ...event, at: new Date(event.at).toISOString() })),
  };
}

/** What an administrator does to a follower. */
export type FollowerAct =
  | { readonly kind: "bind"; readonly userid: string }
  | { readonly kind: "release" }
  | { readonly kind: "unlock" };

/**
 * Binds a follower to a member without a code, releases the person, or forgets today's wrong codes;
 * the act stands in the audit log in the commit that does it. Throws `BadInputError` when it is
 * refused.
 */
export async function actOnFollower(
  parts: Pick<AdminParts, "store" | "realNow" | "acts">,
  who: Who,
  openid: string,
  act: FollowerAct,
): Promise<FollowerInFull> {
  const { store, acts } = parts;
  for (;;) {
    const { shown, version } = await knownFollower(store, openid);
    const { status, userid } = shown;
    if (act.kind === "release" && status === "none") {
      throw new BadInputError("this follower is bound to nobody", "conflict");
    }
    const before = withoutUndefined({ status, userid });
    const after = { ...act };
    const put = auditPut(parts, { who, act: "followers.change", object: openid, before, after });
    const alongside = { checks: [{ key: standingKey(openid), version }], puts: [put] };
    const { outcome } =
      act.kind === "bind"
        ? await acts.bind(openid, act.userid, alongside)
        : await acts[act.kind](openid, alongside);
    if (outcome === "stale") continue;
    const refusal = refusals[outcome];
    if (refusal !== undefined) throw new BadInputError(refusal, "conflict");
    return showFollower(parts, openid);
  }
}

/** Reads a follower. Throws `BadInputError` when nobody has heard of that openid. */
async function knownFollower(store: AdminParts["store"], openid: string) {
  const [follower, stands] = await store.read([followerKey(openid), standingKey(openid)]);
  const [profile, standing] = [readFollower(follower), readStanding(stands)];
  if (profile === undefined && standing === undefined) {
    throw new BadInputError(
      "nobody of that openid is known; GET /api/followers finds people",
      "unknown",
    );
  }
  const version = stands?.version ?? "";
  return { profile, standing, version, shown: seen(openid, profile, standing) };
}

/** Why an act is not done, by its outcome. */
const refusals: Readonly<Partial<Record<Outcome, string>>> = {
  "contact-unknown": "no member has that userid",
  "seats-full": "all seats are taken; PATCH /api/account {seats} makes room",
  "already-bound": "another follower is bound to that member; release that one first",
  "member-disabled": "that member is disabled; enable the member first",
  ignored: "this follower has replied no wrong code today, so there is nothing to forget",
  "already-followed": "this follower is bound already; release the person first",
};

function queryOf(filter: FollowerFilter): FollowerQuery | undefined {
  const { status, ref, nickname, contact } = filter;
  const given = [status, ref, nickname, contact].filter((one) => one !== undefined);
  if (given.length > 1) {
    throw new BadInputError("look by one at a time: status, ref, nickname or contact");
  }
  if (status !== undefined) return { status };
  if (ref !== undefined) return { ref };
  if (nickname !== undefined) return { nickname };
  if (contact === undefined) return undefined;
  const parsed = parseContact(contact);
  if (parsed !== undefined) return { identifier: identifierOf(parsed) };
  throw new BadInputError("contact: must be a phone number or an e-mail address");
}

async function seenOf(
  store: AdminParts["store"],
  openids: readonly string[],
): Promise<readonly FollowerShown[]> {
  const keys = openids.flatMap((openid) => [followerKey(openid), standingKey(openid)]);
  const entries = byKey(keys.length === 0 ? [] : await store.read(keys));
  return openids.map((openid) =>
    seen(
      openid,
      readFollower(entries.get(followerKey(openid))),
      readStanding(entries.get(standingKey(openid))),
    ),
  );
}

function seen(
  openid: string,
  profile: Profile | undefined,
  standing: Standing | undefined,
): FollowerShown {
  const { status = "none", since, userid } = standing ?? {};
  return withoutUndefined({
    openid,
    ref: refOf(openid),
    nickname: profile?.nickname,
    status,
    since: since === undefined ? undefined : new Date(since).toISOString(),
    userid,
  });
}
