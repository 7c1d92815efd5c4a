import { createContext, type Overrides } from "../../src/app/context.ts";
import type { Assistant } from "../../src/assistant/assistant.ts";
import { readConfig, type Config } from "../../src/config.ts";
import { defaultAccount, type Account } from "../../src/domain/account.ts";
import type { Challenge, Conversation } from "../../src/domain/conversation.ts";
import type { Profile } from "../../src/domain/follower.ts";
import type { Member } from "../../src/domain/member.ts";
import { defaultSettings, type Settings } from "../../src/domain/settings.ts";
import { putAccount } from "../../src/records/account.ts";
import { conversationKey, readConversation } from "../../src/records/conversations.ts";
import { seatsKey } from "../../src/records/counters.ts";
import { profilePuts } from "../../src/records/followers.ts";
import { memberChange } from "../../src/records/members.ts";
import { readCounter } from "../../src/records/record.ts";
import { putSettings } from "../../src/records/settings.ts";
import type { Store } from "../../src/store/store.ts";

/** What a store is filled with before somebody follows. */
export type World = {
  readonly account?: Partial<Account>;
  readonly settings?: Partial<Settings>;
  readonly members?: readonly Member[];
  readonly followers?: readonly Profile[];
};

/** An assistant at work on a store, without courier or server, and what a test asks of both. */
export type AssistantOnStore = Assistant & {
  readonly store: Store;
  conversationOf(follower: string): Promise<Conversation>;
  /** The challenge that a follower is asked about; throws when there is none. */
  challengeOf(follower: string): Promise<Challenge>;
  /** The code that was sent to a follower. */
  codeFor(follower: string): Promise<string>;
  seatsTaken(): Promise<number>;
};

/** The account of tests, with the simulator, as the environment would give it. */
export const testConfig = { ...configOf({}), codePepper: "a pepper for tests" };
const acme = { ...testConfig, wechat: { ...testConfig.wechat, corpId: "acme" } };

/** Sets an assistant to work on a store; any number may share one. */
export function createOnStore(store: Store, overrides: Overrides = {}): AssistantOnStore {
  const { assistant, codes } = createContext({ config: acme, store, ...overrides });
  const conversationOf = async (follower: string): Promise<Conversation> =>
    readConversation((await store.read([conversationKey(follower)]))[0]);
  const challengeOf = async (follower: string): Promise<Challenge> => {
    const conversation = await conversationOf(follower);
    if (conversation.phase === "asking-code") return conversation.challenge;
    throw new Error(`${follower} is not asked for a code but stands at ${conversation.phase}`);
  };
  return {
    ...assistant,
    store,
    conversationOf,
    challengeOf,
    codeFor: async (follower) => codes.codeOf(follower, await challengeOf(follower)),
    seatsTaken: async () => readCounter((await store.read([seatsKey]))[0]),
  };
}

/** Writes a world into an empty store. */
export async function fill(
  store: Store,
  { account, settings, members = [], followers = [] }: World,
): Promise<void> {
  const puts = [
    putAccount({ ...defaultAccount, ...account }),
    putSettings({ ...defaultSettings, ...settings }),
    ...members.flatMap((member) => memberChange(undefined, member).puts),
    ...followers.flatMap((profile) => profilePuts(undefined, profile).puts),
  ];
  const atOnce = 1_000;
  for (let start = 0; start < puts.length; start += atOnce) {
    const some = puts.slice(start, start + atOnce);
    await store.commit({ checks: [], puts: some, deletes: [], adds: [] });
  }
}

/** The n-th of any number of members: `member-7`, 员工7, with a phone and a mailbox of its own. */
export function memberNumber(index: number): Member {
  return {
    userid: `member-${index}`,
    name: `员工${index}`,
    department: [1],
    mobile: `+86${phoneNumber(index)}`,
    email: `member-${index}@example.com`,
    enabled: true,
  };
}

/** The phone of the n-th member as people write it. */
export function phoneNumber(index: number): string {
  return `138${String(index).padStart(8, "0")}`;
}

/** The numbers from 0 to before `count`. */
export function upTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** A code that is not this one. */
export function otherThan(code: string): string {
  const first = code.startsWith("9") ? "0" : "9";
  return first + code.slice(1);
}

function configOf(environment: Readonly<Record<string, string>>): Config {
  const read = readConfig(environment);
  if ("problems" in read) throw new Error(read.problems.join("\n"));
  return read.config;
}
