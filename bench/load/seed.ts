import type { Conversation, Memory } from "../../src/domain/conversation.ts";
import type { Member } from "../../src/domain/member.ts";
import { defaultSettings } from "../../src/domain/settings.ts";
import { standingAfter } from "../../src/domain/standing.ts";
import { putAccount } from "../../src/records/account.ts";
import { seatsKey } from "../../src/records/counters.ts";
import { putConversation } from "../../src/records/conversations.ts";
import { profilePuts } from "../../src/records/followers.ts";
import { memberChange } from "../../src/records/members.ts";
import { putSettings, settingsKey } from "../../src/records/settings.ts";
import { standingPuts } from "../../src/records/standings.ts";
import type { Change, Store } from "../../src/store/store.ts";
import { allExtras, type Plan, type Player } from "./cast.ts";
import { colleague } from "./people.ts";
import { roles, type Standing } from "./roles.ts";

/** How many callbacks a conversation remembers before the clock starts; 32 is the most. */
export type Depth = 0 | 8 | 32;

const atOnce = 200;

/** Fills a new store with everybody that the plan's messages come from. */
export async function seedStore(store: Store, plan: Plan, depth: Depth): Promise<void> {
  await seedAccount(store, plan.colleagues);
  const [role] = roles;
  if (role === undefined) return;
  await seedPlayers(store, colleaguesOf(plan, role), plan.now, depth);
  await seedPlayers(store, allExtras(plan), plan.now, depth);
}

/** Makes the account, its settings, and takes the seats of those who are bound already. */
export async function seedAccount(store: Store, bound: number): Promise<void> {
  const account = { name: "Acme", level: "certified", seats: 10_000_000 } as const;
  const puts = [putSettings(defaultSettings), putAccount(account)];
  const checks = [{ key: settingsKey, version: "" }];
  await store.commit({ checks, puts, deletes: [], adds: [{ key: seatsKey, by: bound }] });
}

/** Puts down who plays: member, profile and conversation, some hundred people a commit. */
export async function seedPlayers(
  store: Store,
  players: Iterable<Player>,
  now: number,
  depth: Depth,
): Promise<void> {
  let puts: Change["puts"][number][] = [];
  const commit = async (): Promise<void> => {
    await store.commit({ checks: [], puts, deletes: [], adds: [] });
    puts = [];
  };
  let waiting = 0;
  for (const player of players) {
    puts.push(...putsOf(player, now, depth));
    waiting = (waiting + 1) % atOnce;
    if (waiting === 0) await commit();
  }
  if (waiting > 0) await commit();
}

/** Everything that a store holds of a player; `member` as the book has it, if it has. */
export function putsOf(
  { role, person: { openid, member } }: Player,
  now: number,
  depth: Depth,
): Change["puts"] {
  const standing = role.before?.(player(openid, member), now);
  const bound = standing?.phase === "followed" || standing?.phase === "confirming";
  const profile = { openid, nickname: member.name };
  const { weixinid = "" } = member;
  return [
    ...memberChange(undefined, bound ? { ...member, boundTo: openid } : member).puts,
    ...profilePuts(undefined, role.isMatched ? { ...profile, weixinid } : profile).puts,
    ...(standing === undefined
      ? []
      : [
          putConversation(openid, conversationOf(standing, depth), now),
          ...standsAs(openid, conversationOf(standing, depth), now),
        ]),
  ];
}

function standsAs(openid: string, conversation: Conversation, now: number): Change["puts"] {
  const after = standingAfter(undefined, { conversation, outcome: "bound" }, now);
  if (after === undefined) return [];
  return standingPuts({ openid, before: undefined, after, hasProfile: true, realNow: now }).puts;
}

function player(openid: string, member: Member): Player["person"] {
  return { openid, member, phone: member.mobile?.replace("+86", "") ?? "" };
}

function* colleaguesOf({ colleagues }: Plan, role: Player["role"]): Generator<Player> {
  for (let index = 0; index < colleagues; index += 1) yield { role, person: colleague(index) };
}

function conversationOf(standing: Standing, depth: Depth): Conversation {
  return { ...standing, memory: memoryOf(depth) };
}

function memoryOf(depth: Depth): Memory {
  let calls = "";
  for (let at = 0; at < depth; at += 1) {
    calls += `${1_433_000_000 + at} 0 ${5_000_000_000_000_000_000n + BigInt(at)}\n`;
  }
  const text = "您好，请回复您在企业号登记的手机号或邮箱";
  return { calls, said: depth === 0 ? [] : [{ type: "text", text }] };
}
