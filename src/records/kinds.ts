import { browserKnownMs, longestSessionMs, wrongCountsMs } from "../domain/sign-in.ts";
import type { Collections } from "../store/store.ts";

/** One kind of record: how it is kept, and what becomes of it. */
export type Kind = {
  /** The collection: what a key begins with, up to the slash. */
  readonly name: string;
  /** The version of what its records look like; counters are numbers and have none. */
  readonly shape: number;
  /** What stands behind the slash, for people; absent: there is one record, named like its kind. */
  readonly id?: string;
  /** It can be listed in the order of its keys; the others are only ever read by key. */
  readonly scanned: boolean;
  /** Whoever watches the store hears of a commit that brings something new of it. */
  readonly watched: boolean;
  /** A reset of the simulated world takes it away. */
  readonly ofTheWorld: boolean;
  /** How long (ms, real clock) a record is kept, and after what; absent: until it is deleted. */
  readonly keptUntil?: { readonly ms: number; readonly after: string };
  /** What a record says, for people. */
  readonly holds: string;
};

const dayMs = 86_400_000;
const asStrangers = { ms: 40 * dayMs, after: "a stranger was last heard of" };

/** What is kept: one row a kind, the only mention of its name and of the version of its shape. */
export const kinds = {
  settings: kind({
    // Shape 2 says nothing else than shape 1; it keeps versions out that know of no standings.
    shape: 2,
    name: "settings",
    watched: true,
    holds: "what administrators set",
  }),
  account: kind({ name: "account", holds: "the account's name, level and seats" }),
  clock: kind({ name: "clock", watched: true, holds: "how far the world's clock is ahead" }),
  secrets: kind({
    name: "secrets",
    ofTheWorld: false,
    holds: "the pepper of the codes, unless `CODE_PEPPER` is given",
  }),
  dataSet: kind({
    name: "data-set",
    ofTheWorld: false,
    holds: "the id of all that the store holds",
  }),

  version: kind({
    name: "version",
    ofTheWorld: false,
    holds: "how many migrations the store has been through (`src/records/migrate.ts`)",
  }),

  members: kind({ name: "members", id: "<userid in lower case>", holds: "a member" }),
  identifiers: kind({
    name: "identifiers",
    id: "<kind>:<value>",
    scanned: false,
    holds:
      "what a conversation may know of the member whose WeChat ID, phone or e-mail it is; a copy that every writer of a member keeps true, so that a contact costs one read",
  }),
  departments: kind({ name: "departments", id: "<id>", holds: "a department" }),
  departmentNames: kind({
    name: "department-names",
    id: "<parent>/<name>",
    holds:
      "which department has this name below that parent: a name is there once, and children are listed by it",
  }),
  departmentMembers: kind({
    name: "department-members",
    id: "<department>/<userid in lower case>",
    holds:
      "nothing but that the member stands directly in the department, whose members are listed",
  }),
  departmentTree: kind({
    name: "department-tree",
    holds: "the last id that a department was given; new whenever one comes, goes or moves",
  }),
  tags: kind({ name: "tags", id: "<id>", holds: "a tag" }),
  tagNames: kind({
    name: "tag-names",
    id: "<name>",
    scanned: false,
    holds: "which tag has this name: a name is there once",
  }),
  tagMembers: kind({
    name: "tag-members",
    id: "<tag>/<userid in lower case>",
    holds: "nothing but that the member is in the tag, whose members are listed",
  }),
  tagDepartments: kind({
    name: "tag-departments",
    id: "<tag>/<department>",
    holds: "nothing but that the department is in the tag, whose departments are listed",
  }),
  lastTag: kind({ name: "last-tag", holds: "the last id that a tag was given" }),

  followers: kind({ name: "followers", id: "<openid>", holds: "a profile" }),
  conversations: kind({
    name: "conversations",
    id: "<openid>",
    keptUntil: asStrangers,
    holds: "a conversation",
  }),
  standings: kind({
    name: "standings",
    id: "<openid>",
    keptUntil: asStrangers,
    holds:
      "how a follower stands with the world: status, member, since when, and the last 32 changes; written in the commit that changes it",
  }),
  followerStatuses: kind({
    name: "follower-statuses",
    id: "<status>/<since>/<openid>",
    keptUntil: asStrangers,
    holds: "finds followers by status, in the order of since when",
  }),
  followerRefs: kind({
    name: "follower-refs",
    id: "<F-4K7Q>/<openid>",
    keptUntil: { ms: asStrangers.ms, after: "a stranger without a profile was last heard of" },
    holds: "finds followers by the short name that is on their phones",
  }),
  followerNames: kind({
    name: "follower-names",
    id: "<folded nickname>/<openid>",
    holds: "finds followers by what their nickname begins with",
  }),
  followerContacts: kind({
    name: "follower-contacts",
    id: "<kind>:<value>/<openid>",
    keptUntil: { ms: 3 * dayMs, after: "a code was asked for, unless it is in the profile" },
    holds: "finds followers by an identifier in their profile, or one that they replied",
  }),
  counters: kind({
    name: "counters",
    id: "seats, contact-sends/<day>/<contact>, contact-wrong/<day>/<contact>, department-members/<id>, tag-size/<id>",
    scanned: false,
    keptUntil: { ms: 3 * dayMs, after: "a contact's day was last counted" },
    holds:
      "a number: followers bound; codes sent to a contact on a day and wrong ones, over all followers; direct members; members and departments in a tag",
  }),

  outbox: kind({
    name: "outbox",
    id: "<due>/<challenge id>",
    watched: true,
    holds: "a code on its way",
  }),
  givenUp: kind({
    name: "given-up",
    id: "<at>/<challenge id>",
    keptUntil: { ms: 40 * dayMs, after: "it was given up" },
    holds: "a code that could not be delivered, and why",
  }),
  inbox: kind({
    name: "inbox",
    id: "<at>/<id>",
    watched: true,
    holds: "what a simulated phone or mailbox received",
  }),
  chats: kind({
    name: "chats",
    // Shape 1 had other keys too: records/migrations/chat-lines.ts converts them.
    shape: 2,
    id: "<openid>/<agent>/<number>",
    holds: "a line of a chat, as a simulated phone shows it",
  }),
  stamps: kind({
    name: "stamps",
    // Shape 1 had no `lines`.
    shape: 2,
    id: "<openid>",
    scanned: false,
    holds: "the CreateTime of the last push, and how many lines the chats have",
  }),

  administrators: kind({
    name: "administrators",
    id: "<name>",
    ofTheWorld: false,
    holds: "who may sign in",
  }),
  sessions: kind({
    name: "sessions",
    id: "<digest of the cookie>",
    scanned: false,
    ofTheWorld: false,
    keptUntil: { ms: longestSessionMs, after: "signing in" },
    holds: "who has signed in",
  }),
  browsers: kind({
    name: "browsers",
    id: "<digest of the cookie>",
    scanned: false,
    ofTheWorld: false,
    keptUntil: { ms: browserKnownMs, after: "signing in" },
    holds: "in which browsers somebody has signed in before",
  }),
  logins: kind({
    name: "logins",
    id: "<name>/<whose tries>",
    ofTheWorld: false,
    keptUntil: { ms: wrongCountsMs, after: "the last wrong password" },
    holds: "wrong passwords: by network, by browser, and of all strangers together",
  }),
  audit: kind({
    name: "audit",
    id: "<at>/<id>",
    ofTheWorld: false,
    holds:
      "what an administrator did: who, what, before, after, when; written in the commit that does it, of an import when it ends",
  }),
} as const;

/** Every kind there is. */
export const allKinds: readonly Kind[] = Object.values(kinds);

/** What the store must know of what it keeps. */
export const collections: Collections = {
  scanned: namesOf(({ scanned }) => scanned),
  watched: namesOf(({ watched }) => watched),
};

/** What a reset of the simulated world takes away; administrators, sessions, pepper and triple outlive it. */
export const ofTheWorld: readonly string[] = [...namesOf((each) => each.ofTheWorld)];

function namesOf(belongs: (kind: Kind) => boolean): ReadonlySet<string> {
  return new Set(allKinds.filter(belongs).map(({ name }) => name));
}

// What a row does not say: it is taken away by a reset, and listed if there is more than one record.
function kind<Row extends Partial<Kind> & Pick<Kind, "name" | "holds">>(row: Row) {
  return { shape: 1, scanned: "id" in row, watched: false, ofTheWorld: true, ...row };
}
