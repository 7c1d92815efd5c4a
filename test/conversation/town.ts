import { AssertionError } from "chai";
import { createAddressBook, type AddressBook } from "../../src/addressbook/address-book.ts";
import { createAssistant, type SettledTurn } from "../../src/assistant/assistant.ts";
import { converse } from "../../src/conversation/converse.ts";
import type { Context, Input, Turn } from "../../src/conversation/turn.ts";
import { memberOf, type Challenge, type Conversation } from "../../src/domain/conversation.ts";
import type { Profile } from "../../src/domain/follower.ts";
import type { Member } from "../../src/domain/member.ts";
import type { Reach } from "../../src/domain/reach.ts";
import { defaultSettings, type Settings } from "../../src/domain/settings.ts";
import { TooBusyError } from "../../src/domain/too-busy.ts";
import { createCodeMaker } from "../../src/records/codes.ts";
import { conversationKey, readConversation } from "../../src/records/conversations.ts";
import { seatsKey } from "../../src/records/counters.ts";
import { kinds } from "../../src/records/kinds.ts";
import { memberChange, memberKey, readMember } from "../../src/records/members.ts";
import { readOutgoing, type Outgoing } from "../../src/records/outbox.ts";
import { readCounter } from "../../src/records/record.ts";
import { putSettings } from "../../src/records/settings.ts";
import { fill } from "../support/assistant-on-store.ts";
import { createMemoryStore } from "../support/memory-store.ts";

const codes = createCodeMaker("a pepper for tests", "acme");

/** What happened in one step, with all that invariants want to look at. */
export type Step = {
  readonly before: Conversation;
  readonly after: Conversation;
  /** Undefined: the input came before, and was answered as it was then. */
  readonly turn: Turn | undefined;
  /** The code that was judged in this step, if one was. */
  readonly judged: { readonly challenge: Challenge; readonly right: boolean } | undefined;
  /** What `converse` was given, to be given again. */
  readonly context: Context | undefined;
};

/** Who lives in a town, and how it is set. */
export type TownParts = {
  readonly members: readonly Member[];
  readonly profiles: readonly Profile[];
  readonly seats: number;
  readonly settings?: Partial<Settings>;
};

/**
 * Sets the assistant and the address book to work on a store in memory, with a clock that tests move:
 * so walks of thousands of steps take milliseconds, and each is carried out as in production.
 */
export async function createTown({ members, profiles, seats, settings }: TownParts) {
  const store = createMemoryStore();
  await fill(store, { account: { seats }, settings: settings ?? {}, members, followers: profiles });
  let challenges = 0;
  let decided: { readonly turn: Turn; readonly context: Context } | undefined;
  let settled: SettledTurn | undefined;
  const assistant = createAssistant({
    store,
    codes,
    freshSettings: defaultSettings,
    get reach() {
      return town.reach;
    },
    realNow: () => town.now,
    newChallengeId: () => `challenge-${(challenges += 1)}`,
    converse(conversation, input, context) {
      const turn = converse(conversation, input, context);
      decided = { turn, context };
      return turn;
    },
    onTurn(turn) {
      settled = turn;
    },
  });
  const { acts } = assistant;
  const book = createAddressBook({ store, acts });

  const town = {
    settings: { ...defaultSettings, ...settings },
    reach: "both" as Reach,
    now: Date.parse("2015-06-01T10:00:00+08:00"),
    get history() {
      return store.history();
    },
    set history(name: string) {
      store.beginHistory(name);
    },
    async set(patch: Partial<Settings>): Promise<void> {
      town.settings = { ...town.settings, ...patch };
      const puts = [putSettings(town.settings)];
      await store.commit({ checks: [], puts, deletes: [], adds: [] });
    },
    /** Keeps what is known now; what it returns puts all of it back, as a store does that forgets. */
    snapshot: () => store.snapshot(),
    seatsTaken: () => readCounter(store.peek(seatsKey)),
    conversationOf: (follower: string) => readConversation(store.peek(conversationKey(follower))),
    memberOf: (userid: string) => readMember(store.peek(memberKey(userid))),
    /** Those who are bound, and as whom. */
    bound: (): readonly (readonly [openid: string, userid: string])[] =>
      profiles.flatMap(({ openid }) => {
        const userid = memberOf(town.conversationOf(openid));
        return userid === undefined ? [] : [[openid, userid] as const];
      }),
    codeOf: (follower: string, challenge: Challenge) => codes.codeOf(follower, challenge),
    /** The codes that were sent, in the order in which they were asked for. */
    sent: (): readonly Outgoing[] =>
      store
        .peekAll(kinds.outbox.name)
        .toSorted((one, other) => Number(one.version) - Number(other.version))
        .flatMap((entry) => readOutgoing(entry) ?? [])
        .filter(({ challenge }) => challenge.userid !== undefined),
    /** Writes a member as it shall be, whatever is allowed; an `after` of another userid is new. */
    async put(after: Member): Promise<void> {
      const change = memberChange(town.memberOf(after.userid), after);
      await store.commit({ checks: [{ key: "none", version: "" }], ...change });
    },
    /** Carries out a command of the address book; a step, if a follower was released by it. */
    changeBook: (change: (book: AddressBook) => Promise<unknown>) => stepOf(() => change(book)),
    async step(input: Input): Promise<Step> {
      const before = town.conversationOf(input.follower);
      const step = await stepOf(() => carriedOut(input));
      return (
        step ?? { before, after: before, turn: undefined, judged: undefined, context: undefined }
      );
    },
  };

  async function stepOf(does: () => Promise<unknown>): Promise<Step | undefined> {
    decided = undefined;
    settled = undefined;
    await does().catch((error: unknown) => {
      // Nobody else commits here.
      if (!(error instanceof TooBusyError)) throw error;
      throw new AssertionError("the engine decided what the records do not allow");
    });
    return stepFrom(settled, decided);
  }

  function carriedOut(input: Input): Promise<unknown> {
    switch (input.kind) {
      case "bind":
        return acts.bind(input.follower, input.userid);
      case "release":
        return acts.release(input.follower);
      case "unlock":
        return acts.unlock(input.follower);
      case "confirm":
        return acts.confirm(memberOf(town.conversationOf(input.follower)) ?? "nobody");
      default:
        return assistant.answer(input);
    }
  }
  return town;
}

function stepFrom(
  settled: SettledTurn | undefined,
  decided: { readonly turn: Turn; readonly context: Context } | undefined,
): Step | undefined {
  if (settled === undefined) return undefined;
  const { before, after } = settled;
  const { turn, context } = decided ?? {};
  const right = context?.codeIsRight;
  const isJudged = right !== undefined && before.phase === "asking-code";
  const judged = isJudged ? { challenge: before.challenge, right } : undefined;
  return { before, after, turn, judged, context };
}

export type Town = Awaited<ReturnType<typeof createTown>>;
