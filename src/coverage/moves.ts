import { asks } from "../conversation/asks.ts";
import { converse } from "../conversation/converse.ts";
import { intentOf } from "../conversation/intent.ts";
import type { Input, Turn } from "../conversation/turn.ts";
import { freshConversation, type Conversation } from "../domain/conversation.ts";
import type { Outcome } from "../domain/outcome.ts";
import type { Phase } from "../domain/phase.ts";
import { defaultSettings } from "../domain/settings.ts";
import { dayOf } from "../domain/time.ts";
import { sampleAnswers, sampleInputs, sampleRules } from "./samples.ts";

/** One way in which a conversation can move. */
export type Move = {
  readonly before: Phase;
  readonly outcome: Outcome;
  readonly after: Phase;
  /** The kinds of callbacks and acts that bring it about. */
  readonly inputs: readonly Input["kind"][];
};

/** Names a move apart from what brings it about. */
export function nameOfMove(move: {
  readonly before: string;
  readonly outcome: string;
  readonly after: string;
}): string {
  return `${move.before} → ${move.after}: ${move.outcome}`;
}

let computed: readonly Move[] | undefined;

/**
 * Finds every way in which a conversation can move, by asking the engine: breadth first from
 * a new conversation, every sample of an input with every sample of what may be known then, a
 * second, eleven minutes and a day later.
 */
export function allMoves(): readonly Move[] {
  computed ??= search();
  return computed;
}

type Moment = { readonly conversation: Conversation; readonly now: number };

const beginning = Date.parse("2015-06-01T09:00:00+08:00");
const waits = [1000, 11 * 60_000, 86_400_000];

function search(): readonly Move[] {
  const moves = new Map<string, Found>();
  const seen = new Set<string>();
  const reached: Moment[] = [{ conversation: freshConversation, now: beginning }];
  for (const { conversation, now } of reached) {
    for (const wait of waits) {
      const moment = { conversation, now: now + wait };
      for (const { input, turn } of turnsAt(moment)) {
        note(moves, { before: conversation.phase, input, turn });
        if (turn.conversation === conversation) continue;
        const next = { conversation: turn.conversation, now: moment.now };
        const kind = kindOf(next);
        if (!seen.has(kind)) reached.push(next);
        seen.add(kind);
      }
    }
  }
  return [...moves.values()].map((move) => ({ ...move, inputs: [...move.inputs] }));
}

type Found = Omit<Move, "inputs"> & { readonly inputs: Set<Input["kind"]> };

type Sampled = { readonly input: Input; readonly turn: Turn };

function* turnsAt({ conversation, now }: Moment): Generator<Sampled> {
  for (const { settings, reach } of sampleRules) {
    const rules = { now, history: "", settings, reach, challengeId: "sample" };
    for (const input of sampleInputs) {
      const always = { ...rules, intent: intentOf(conversation, input, rules) };
      for (const answer of sampleAnswers(asks(conversation, input, always))) {
        const context = { ...answer, ...always };
        yield { input, turn: converse(conversation, input, context) };
      }
    }
  }
}

function note(
  moves: Map<string, Found>,
  { before, input, turn }: Sampled & { readonly before: Phase },
): void {
  const { outcome } = turn;
  const after = turn.conversation.phase;
  const name = nameOfMove({ before, outcome, after });
  const known = moves.get(name);
  if (known === undefined)
    moves.set(name, { before, outcome, after, inputs: new Set([input.kind]) });
  else known.inputs.add(input.kind);
}

/** Says what kind of moment this is: two of a kind go on alike, as far as the samples can tell. */
function kindOf({ conversation, now }: Moment): string {
  const { phase, wrongAt, sent, lockTold } = conversation;
  const { start } = dayOf(now, defaultSettings.timeZone);
  const challenge =
    conversation.phase === "asking-code"
      ? [conversation.challenge.triesLeft, conversation.challenge.userid === undefined]
      : [];
  const wrongToday = wrongAt.filter((at) => at >= start).length;
  const sentToday = sent.filter(({ at }) => at >= start).length;
  const parts = [phase, wrongToday, sentToday, lockTold !== undefined];
  return [...parts, ...challenge].join();
}
