import { memberOf, type Conversation } from "../../domain/conversation.ts";
import { identifiersOf } from "../../domain/member.ts";
import { statusOf } from "../../domain/phase.ts";
import type { Standing } from "../../domain/standing.ts";
import type { Entry, Key, Store } from "../../store/store.ts";
import { clockKey, readClockOffset } from "../clock.ts";
import { readConversation } from "../conversations.ts";
import {
  departmentChange,
  departmentTreeKey,
  putDepartmentTree,
  readDepartment,
  readLastDepartmentId,
} from "../departments.ts";
import { followerKey, profilePuts, readFollower } from "../followers.ts";
import { kinds, type Kind } from "../kinds.ts";
import { memberChange, readMember } from "../members.ts";
import { readRecord, recordOf } from "../record.ts";
import { settingsKey } from "../settings.ts";
import { putStamp, stampKey, type FollowerStamp } from "../stamps.ts";
import { standingKey, standingPuts } from "../standings.ts";
import { chatLinesOfShape1 } from "./chat-lines.ts";
import {
  convertAll,
  convertPage,
  type Convert,
  type Converted,
  type MigrationParts,
} from "./migration.ts";

type Entries = readonly Entry[];

/**
 * Brings a store of version 0 to version 1, which has standings, what followers are found by, the
 * lists of departments, numbered lines of chats, and `identifiers` in the place of `handles`.
 */
export async function toStandings(parts: MigrationParts): Promise<void> {
  const { store, realNow } = parts;
  await convertPage(store, await store.read([settingsKey]), settingsConverted);
  const [clock] = await store.read([clockKey]);
  const worldNow = realNow() + readClockOffset(clock);
  const steps: readonly (readonly [Kind, Convert])[] = [
    [kinds.members, membersConverted],
    [kinds.departments, (entries) => departmentsConverted(store, entries)],
    [kinds.followers, (entries) => followersConverted(store, entries)],
    [kinds.chats, (entries) => chatsConverted(store, entries)],
    [
      kinds.conversations,
      (entries) => conversationsConverted(store, entries, { now: worldNow, realNow: realNow() }),
    ],
  ];
  for (const [{ name }, convert] of steps) await convertAll(parts, name, convert);
}

/**
 * Gives the settings a shape that earlier versions do not know: a process of theirs that still runs
 * then answers no callback any more, and none can start, so nothing is written without a standing.
 */
function settingsConverted([entry]: Entries): Converted {
  const settings = ofShape1(entry, kinds.settings);
  // Throws when the settings have an unknown shape: then the rest of the store is unknown too.
  if (settings === undefined) readRecord(entry, kinds.settings);
  return settings && { puts: [{ key: settingsKey, value: recordOf(settings, kinds.settings) }] };
}

/** Writes members again with all that is kept because of them, and takes their handles away. */
function membersConverted(entries: Entries): Converted {
  const members = entries.flatMap((entry) => readMember(entry) ?? []);
  const handles = members
    .flatMap(identifiersOf)
    .map(({ kind, value }) => `handles/${kind}:${value}`);
  return {
    puts: members.flatMap((member) => memberChange(undefined, member).puts),
    deletes: handles,
  };
}

/** Writes departments again, with the lists of children, and the last id that one was given. */
async function departmentsConverted(store: Store, entries: Entries): Promise<Converted> {
  const departments = entries.flatMap((entry) => readDepartment(entry) ?? []);
  const [tree] = await store.read([departmentTreeKey]);
  const lastId = Math.max(readLastDepartmentId(tree), ...departments.map(({ id }) => id));
  return {
    checks: [{ key: departmentTreeKey, version: tree?.version ?? "" }],
    puts: [
      ...departments.flatMap((department) => departmentChange(undefined, department).puts),
      putDepartmentTree(lastId),
    ],
  };
}

/** Writes what followers are found by, and stamps that count the lines of chats. */
async function followersConverted(store: Store, entries: Entries): Promise<Converted> {
  const profiles = entries.flatMap((entry) => readFollower(entry) ?? []);
  const stamps = await store.read(profiles.map(({ openid }) => stampKey(openid)));
  const old = stamps.filter((stamp) => ofShape1(stamp, kinds.stamps) !== undefined);
  return {
    checks: old.map(({ key, version }) => ({ key, version })),
    puts: [
      ...profiles.flatMap((profile) => profilePuts(undefined, profile).puts),
      ...old.map((stamp) => putStamp(openidOf(stamp.key), stampOf(stamp))),
    ],
  };
}

/** Numbers the lines of chats that have no number; the lines of one follower stand together. */
async function chatsConverted(store: Store, entries: Entries): Promise<Converted> {
  const lines = new Map<string, Entry[]>();
  for (const entry of entries) {
    if (ofShape1(entry, kinds.chats) === undefined) continue;
    const openid = decodeURIComponent(entry.key.split("/")[1] ?? "");
    lines.set(openid, [...(lines.get(openid) ?? []), entry]);
  }
  const stamps = await store.read([...lines.keys()].map(stampKey));
  const parts = [...lines].map(([openid, some], index) => {
    const stamp = stampOf(stamps[index]);
    const { puts, deletes } = chatLinesOfShape1(some, stamp.lines);
    const counted = { ...stamp, lines: stamp.lines + some.length };
    return { puts: [...puts, putStamp(openid, counted)], deletes };
  });
  return {
    checks: stamps.map(({ key, version }) => ({ key, version })),
    puts: parts.flatMap(({ puts }) => puts),
    deletes: parts.flatMap(({ deletes }) => deletes),
  };
}

/** Says of each conversation how the follower stands, where nothing says so yet. */
async function conversationsConverted(
  store: Store,
  entries: Entries,
  clocks: { readonly now: number; readonly realNow: number },
): Promise<Converted> {
  const openids = entries.map(({ key }) => openidOf(key));
  const known = await store.read([...openids.map(standingKey), ...openids.map(followerKey)]);
  const parts = entries.flatMap((entry, index) => {
    const [standing, profile] = [known[index], known[openids.length + index]];
    const openid = openids[index];
    if (openid === undefined || standing?.value !== undefined) return [];
    const after = standingOf(readConversation(entry), clocks.now);
    const hasProfile = profile?.value !== undefined;
    const about = { openid, before: undefined, after, hasProfile, realNow: clocks.realNow };
    return [{ ...standingPuts(about), check: { key: standingKey(openid), version: "" } }];
  });
  return {
    checks: parts.map(({ check }) => check),
    puts: parts.flatMap(({ puts }) => puts),
  };
}

/** Since when it is so nobody has written down: since the last callback, as far as is remembered. */
function standingOf(conversation: Conversation, now: number): Standing {
  const userid = memberOf(conversation);
  const last = conversation.memory.calls.trimEnd().split("\n").at(-1) ?? "";
  const seconds = Number.parseInt(last, 10);
  return {
    status: statusOf(conversation.phase),
    since: Number.isNaN(seconds) ? now : seconds * 1000,
    events: [],
    ...(userid !== undefined && { userid }),
  };
}

function stampOf(entry: Entry | undefined): FollowerStamp {
  const old = ofShape1<Omit<FollowerStamp, "lines">>(entry, kinds.stamps);
  if (old !== undefined) return { ...old, lines: 0 };
  return readRecord<FollowerStamp>(entry, kinds.stamps) ?? { createTime: 0, lines: 0 };
}

/** Reads a record only if it has the kind's first shape. */
function ofShape1<T extends object>(entry: Entry | undefined, kind: Kind): T | undefined {
  const value = entry?.value;
  const isOfShape1 =
    typeof value === "object" && value !== null && "v" in value && value["v"] === 1;
  return isOfShape1 ? readRecord<T>(entry, { ...kind, shape: 1 }) : undefined;
}

function openidOf(key: Key): string {
  return key.slice(key.indexOf("/") + 1);
}
