import { followerKey, readFollower } from "../../records/followers.ts";
import { kinds } from "../../records/kinds.ts";
import { memberKey, readMember } from "../../records/members.ts";
import { readStanding, standingKey } from "../../records/standings.ts";
import { everyPage } from "../../store/every-page.ts";
import type { Entry, Store } from "../../store/store.ts";
import type { Platform } from "../platform.ts";
import { readSentMessage } from "./read-message.ts";
import { RefusedCallError } from "./refused.ts";

/** What `message/send` answers. */
export type SendResult = {
  readonly errcode: 0;
  readonly errmsg: "ok";
  readonly invaliduser: string;
  readonly invalidparty: string;
  readonly invalidtag: string;
};

/**
 * Sends a message of an app to whoever of its addressees may read it (PROTOCOL §4.7): members by
 * userid, as far as they follow; the followers of somebody else's bot, which knows nothing of them
 * but an openid, by that. Departments and tags cannot be sent to yet. Throws `RefusedCallError`.
 */
export async function send(store: Store, platform: Platform, body: unknown): Promise<SendResult> {
  const { agent, users, parties, tags, message } = readSentMessage(body);
  const invalid: string[] = [];
  const readers = new Set<string>();
  if (users.includes("@all")) for (const openid of await everybody(store)) readers.add(openid);
  for (const user of users.filter((id) => id !== "@all")) {
    const reader = await readerOf(store, user);
    if (reader === "unknown") invalid.push(user.toLowerCase());
    else if (reader !== undefined) readers.add(reader.openid);
  }
  const isForNobody = !users.includes("@all") && invalid.length === users.length;
  if (isForNobody) throw new RefusedCallError(82001, "All touser & toparty & totag invalid");
  for (const openid of readers) await platform.show(openid, agent, message);
  return {
    errcode: 0,
    errmsg: "ok",
    invaliduser: invalid.join("|"),
    invalidparty: parties.join("|"),
    invalidtag: tags.join("|"),
  };
}

type Reader = { readonly openid: string };

/** Undefined: there is such a member, but nobody follows as that one and may read it. */
async function readerOf(store: Store, id: string): Promise<Reader | "unknown" | undefined> {
  // Neither a userid nor an openid is longer, and no store keeps half a character in a key.
  if (id.length > 64 || !id.isWellFormed()) return "unknown";
  const [member, follower, standing] = await store.read([
    memberKey(id),
    followerKey(id),
    standingKey(id),
  ]);
  const known = readMember(member);
  if (known !== undefined) {
    const { boundTo } = known;
    if (boundTo === undefined) return undefined;
    const [bound] = await store.read([standingKey(boundTo)]);
    return isFollowed(bound) ? { openid: boundTo } : undefined;
  }
  if (readFollower(follower) === undefined) return "unknown";
  return mayRead(standing) ? { openid: id } : undefined;
}

// Before somebody is verified, no app's messages are to be seen (PROTOCOL §2.6). Whom the assistant
// has never heard of is somebody else's follower.
function mayRead(standing: Entry | undefined): boolean {
  return standing?.value === undefined || isFollowed(standing);
}

function isFollowed(standing: Entry | undefined): boolean {
  return readStanding(standing)?.status === "followed";
}

const pageSize = 200;

async function everybody(store: Store): Promise<readonly string[]> {
  const all: string[] = [];
  for await (const entries of everyPage(store, kinds.followers.name, { limit: pageSize })) {
    const openids = entries.flatMap((entry) => readFollower(entry)?.openid ?? []);
    const standings = await store.read(openids.map(standingKey));
    all.push(...openids.filter((_openid, index) => mayRead(standings[index])));
  }
  return all;
}
