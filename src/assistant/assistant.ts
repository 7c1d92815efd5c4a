import { asks } from "../conversation/asks.ts";
import { converse } from "../conversation/converse.ts";
import { recall, remember } from "../conversation/memory.ts";
import type { Counter, Input, Turn } from "../conversation/turn.ts";
import type { Acts } from "../domain/acts.ts";
import { callbackId, type FollowersCallback } from "../domain/callback.ts";
import type { Outcome } from "../domain/outcome.ts";
import type { Reach } from "../domain/reach.ts";
import type { Reply } from "../domain/reply.ts";
import type { Settings } from "../domain/settings.ts";
import type { CodeMaker } from "../records/codes.ts";
import type { Store } from "../store/store.ts";
import { changeOf, counterOf } from "./change.ts";
import { answered, knownOf, memberRead, type Known, type MemberRead } from "./known.ts";
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
  readonly acts: Acts;
};

/** Thirty tries did not find a quiet moment; whoever delivered the callback may try again. */
export class TooBusyError extends Error {
  override readonly name = "TooBusyError";
}

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
};

const mostTries = 30;

/** Makes the assistant of one account. Any number of them may share a store. */
export function createAssistant(parts: AssistantParts): Assistant {
  const inTurn = createQueue();
  const move = (input: Input): Promise<Answer> =>
    inTurn(input.follower, () => settle(parts, input));
  return {
    answer: move,
    acts: {
      bind: (follower, userid) => acted(move({ kind: "bind", follower, userid })),
      release: (follower) => acted(move({ kind: "release", follower })),
      unlock: (follower) => acted(move({ kind: "unlock", follower })),
      async confirm(userid) {
        const { member } = await memberRead(parts.store, userid);
        const follower = member?.boundTo;
        if (follower === undefined) return { outcome: "ignored", replies: [] };
        return acted(move({ kind: "confirm", follower }));
      },
    },
  };
}

type Acted = Awaited<ReturnType<Acts["unlock"]>>;

async function acted(moved: Promise<Answer>): Promise<Acted> {
  const { outcome, replies } = await moved;
  // An act has no callback id, so it is never a repetition.
  return { outcome: outcome === "repeated" ? "ignored" : outcome, replies };
}

async function settle(parts: AssistantParts, input: Input): Promise<Answer> {
  const full = new Set<Counter>();
  for (let tries = 0; tries < mostTries; tries += 1) {
    const settled = await attempt(parts, input, full);
    if (settled === "stale") await jitter();
    else if ("full" in settled) full.add(counterOf(settled.full));
    else return settled;
  }
  throw new TooBusyError(`${mostTries} tries met somebody else's commit each time`);
}

async function attempt(
  parts: AssistantParts,
  input: Input,
  full: ReadonlySet<Counter>,
): Promise<Answer | "stale" | { readonly full: string }> {
  const { store, freshSettings, realNow } = parts;
  const { follower } = input;
  const known = await knownOf(store, { follower, freshSettings, realNow: realNow() });
  const { conversation } = known;
  const id = isCallback(input) ? callbackId(input) : undefined;
  const before = id === undefined ? undefined : recall(conversation, id);
  if (before !== undefined) return { ...before, outcome: "repeated" };

  const { turn, read } = await turnFor(parts, input, known, full);
  const at = Math.floor(known.now / 1000);
  const answer = { outcome: turn.outcome, replies: turn.replies, at };
  const nothing = turn.conversation === conversation && turn.effects.length === 0;
  if (nothing && turn.replies.length === 0) return answer;

  const remembered =
    id === undefined
      ? turn
      : { ...turn, conversation: remember(turn.conversation, { id, replies: turn.replies, at }) };
  const change = await changeOf(remembered, {
    store,
    follower,
    known,
    read,
    realNow: realNow(),
  });
  if (change === "stale") return change;
  const committed = await store.commit(change);
  return committed === "done" ? answer : committed;
}

async function turnFor(
  { store, codes, reach, newChallengeId }: AssistantParts,
  input: Input,
  known: Known,
  full: ReadonlySet<Counter>,
): Promise<{ readonly turn: Turn; readonly read: MemberRead | undefined }> {
  const { conversation, settings, history, now } = known;
  const question = asks(conversation, input, known);
  const facts =
    question === undefined
      ? undefined
      : await answered(store, codes, question, known, input.follower);
  const context = { now, history, settings, reach, challengeId: newChallengeId(), full };
  const { member, codeIsRight } = facts ?? {};
  const turn = converse(conversation, input, { ...context, member, codeIsRight });
  return { turn, read: facts?.read };
}

function isCallback(input: Input): input is FollowersCallback {
  return "createTime" in input;
}

function jitter(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1 + Math.random() * 19));
}
