import { asks } from "../conversation/asks.ts";
import { converse } from "../conversation/converse.ts";
import { intentOf } from "../conversation/intent.ts";
import { recall, remember } from "../conversation/memory.ts";
import type { Counter, Input, Turn } from "../conversation/turn.ts";
import type { Act, Acted, Acts } from "../domain/acts.ts";
import { callbackId, type FollowersCallback } from "../domain/callback.ts";
import type { Conversation } from "../domain/conversation.ts";
import type { Outcome } from "../domain/outcome.ts";
import type { Phase } from "../domain/phase.ts";
import type { Reach } from "../domain/reach.ts";
import type { Reply } from "../domain/reply.ts";
import type { Settings } from "../domain/settings.ts";
import { TooBusyError } from "../domain/too-busy.ts";
import type { CodeMaker } from "../records/codes.ts";
import { conversationKey, readConversation } from "../records/conversations.ts";
import type { Change, Store } from "../store/store.ts";
import { changeOf, counterOf } from "./change.ts";
import { answered, knownOf, memberRead, type Answered, type Known } from "./known.ts";
import { createQueue } from "./queue.ts";

/** What a callback is answered. */
export type Answer = {
  /** `repeated`: it came before, and this is what it was answered then. */
  readonly outcome: Outcome | "repeated";
  readonly replies: readonly Reply[];
  /** The reply's CreateTime, seconds. */
  readonly at: number;
};

/** Answers callbacks and carries out the acts that others ask of a conversation. */
export type Assistant = {
  /** Answers one callback once, however often it is delivered. Throws when the store is away. */
  answer(callback: FollowersCallback): Promise<Answer>;
  readonly acts: Acts<Partial<Change>>;
  /** Returns the phase of a follower's conversation, which no other room reads. */
  readonly phaseOf: (follower: string) => Promise<Phase>;
};

/** What the assistant is handed: the store, the codes, and the world's chances. */
export type AssistantParts = {
  readonly store: Store;
  readonly codes: CodeMaker;
  /** Where codes can be carried. */
  readonly reach: Reach;
  /** What a new store is filled with, and what is so when settings are missing. */
  readonly freshSettings: Settings;
  /** Real clock, ms. */
  readonly realNow: () => number;
  /** 128 random bits as text, different each time. */
  readonly newChallengeId: () => string;
  /** Decides each turn in the place of the engine, for tests. */
  readonly converse?: typeof converse | undefined;
  /** Called after each turn, committed or not; an error that it throws is ignored. */
  readonly onTurn?: ((turn: SettledTurn) => void) | undefined;
};

/**
 * How an input moved a conversation, when that has been committed, or there was nothing to commit.
 */
export type SettledTurn = {
  readonly input: Input;
  readonly before: Conversation;
  readonly after: Conversation;
  readonly outcome: Answer["outcome"];
};

const mostTries = 30;

/** Makes the assistant of one account. Any number of them may share a store. */
export function createAssistant(parts: AssistantParts): Assistant {
  const inTurn = createQueue();
  const act = async (input: Act, alongside?: Partial<Change>): Promise<Acted> => {
    const settled = await inTurn(input.follower, () => settle(parts, input, alongside));
    if (settled === "stale") {
      if (rests(alongside)) return { outcome: "stale", replies: [] };
      throw tooBusy();
    }
    const { outcome, replies } = settled;
    // An act has no callback id, so it is never a repetition.
    return { outcome: outcome === "repeated" ? "ignored" : outcome, replies };
  };
  return {
    async answer(callback) {
      const settled = await inTurn(callback.follower, () => settle(parts, callback));
      if (settled === "stale") throw tooBusy();
      return settled;
    },
    async phaseOf(follower) {
      const [entry] = await parts.store.read([conversationKey(follower)]);
      return readConversation(entry).phase;
    },
    acts: {
      bind: (follower, userid, alongside) => act({ kind: "bind", follower, userid }, alongside),
      release: (follower, alongside) => act({ kind: "release", follower }, alongside),
      unlock: (follower, alongside) => act({ kind: "unlock", follower }, alongside),
      async confirm(userid) {
        const { member } = await memberRead(parts.store, userid);
        const follower = member?.boundTo;
        if (follower === undefined) return { outcome: "ignored", replies: [] };
        return act({ kind: "confirm", follower });
      },
    },
  };
}

function tooBusy(): TooBusyError {
  return new TooBusyError(`${mostTries} tries met somebody else's commit each time`);
}

/** Whether a change alongside has checks: only whoever made it can read anew what it rests on. */
function rests(alongside: Partial<Change> | undefined): boolean {
  return (alongside?.checks ?? []).length > 0;
}

/** `stale`: another commit came first, each time. */
async function settle(
  parts: AssistantParts,
  input: Input,
  alongside?: Partial<Change>,
): Promise<Answer | "stale"> {
  const full = new Set<Counter>();
  for (let tries = 0; tries < mostTries; tries += 1) {
    const settled = await attempt(parts, input, { full, alongside });
    if (settled === "stale") {
      if (rests(alongside)) return settled;
      await jitter();
    } else if ("full" in settled) full.add(counterOf(settled.full));
    else {
      if (parts.onTurn !== undefined) tell(parts.onTurn, input, settled);
      return settled.answer;
    }
  }
  return "stale";
}

function tell(
  onTurn: (turn: SettledTurn) => void,
  input: Input,
  { answer: { outcome }, before, after }: Settled,
): void {
  try {
    onTurn({ input, before, after, outcome });
  } catch {
    // The turn is committed, and has to be answered.
  }
}

type Settled = Pick<SettledTurn, "before" | "after"> & { readonly answer: Answer };

async function attempt(
  parts: AssistantParts,
  input: Input,
  { full, alongside }: Attempted,
): Promise<Settled | "stale" | { readonly full: string }> {
  const { store, freshSettings, realNow } = parts;
  const { follower } = input;
  const known = await knownOf(store, { follower, freshSettings, realNow: realNow() });
  const { conversation } = known;
  const id = isCallback(input) ? callbackId(input) : undefined;
  const given = id === undefined ? undefined : recall(conversation, id);
  if (given !== undefined) {
    const answer: Answer = { ...given, outcome: "repeated" };
    return { answer, before: conversation, after: conversation };
  }

  const { turn, facts } = await turnFor(parts, input, known, full);
  const at = Math.floor(known.now / 1000);
  const answer = { outcome: turn.outcome, replies: turn.replies, at };
  const nothing = turn.conversation === conversation && turn.effects.length === 0;
  // A member that is deleted goes, whether or not somebody was bound to it.
  const isRelease = alongside !== undefined && input.kind === "release";
  if (nothing && turn.replies.length === 0 && !isRelease) {
    return { answer, before: conversation, after: conversation };
  }

  const remembered =
    id === undefined
      ? turn
      : { ...turn, conversation: remember(turn.conversation, { id, replies: turn.replies, at }) };
  const change = await changeOf(remembered, {
    store,
    follower,
    known,
    answered: facts,
    alongside,
    realNow: realNow(),
  });
  if (change === "stale") return change;
  const committed = await store.commit(change);
  if (committed !== "done") return committed;
  return { answer, before: conversation, after: remembered.conversation };
}

type Attempted = {
  readonly full: ReadonlySet<Counter>;
  readonly alongside: Partial<Change> | undefined;
};

async function turnFor(
  { store, codes, reach, newChallengeId, converse: decide = converse }: AssistantParts,
  input: Input,
  known: Known,
  full: ReadonlySet<Counter>,
): Promise<{ readonly turn: Turn; readonly facts: Answered | undefined }> {
  const { conversation, settings, history, now } = known;
  const intent = intentOf(conversation, input, known);
  const question = asks(conversation, input, { ...known, intent });
  const facts =
    question === undefined
      ? undefined
      : await answered(store, codes, question, known, input.follower);
  const context = { intent, now, history, settings, reach, challengeId: newChallengeId(), full };
  const { member, codeIsRight } = facts ?? {};
  const turn = decide(conversation, input, { ...context, member, codeIsRight });
  return { turn, facts };
}

function isCallback(input: Input): input is FollowersCallback {
  return "createTime" in input;
}

function jitter(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1 + Math.random() * 19));
}
