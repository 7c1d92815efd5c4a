import { asks } from "../../src/conversation/asks.ts";
import { converse } from "../../src/conversation/converse.ts";
import { intentOf } from "../../src/conversation/intent.ts";
import { recall, remember } from "../../src/conversation/memory.ts";
import type { Context, Counter, Input, Turn } from "../../src/conversation/turn.ts";
import { callbackId } from "../../src/domain/callback.ts";
import { contactKey } from "../../src/domain/contact.ts";
import {
  freshConversation,
  type Challenge,
  type Conversation,
} from "../../src/domain/conversation.ts";
import { identifierOf, identifiersOf, type Member } from "../../src/domain/member.ts";
import type { Profile } from "../../src/domain/follower.ts";
import type { Reach } from "../../src/domain/reach.ts";
import { defaultSettings } from "../../src/domain/settings.ts";
import { dayOf } from "../../src/domain/time.ts";
import { createCodeMaker } from "../../src/records/codes.ts";

const codes = createCodeMaker("a pepper for tests", "acme");

/** What happened in one step, with all that invariants want to look at. */
export type Step = {
  readonly before: Conversation;
  readonly after: Conversation;
  readonly turn: Turn | undefined;
  /** The code that was judged in this step, if one was. */
  readonly judged: { readonly challenge: Challenge; readonly right: boolean } | undefined;
  /** What `converse` was given, to be given again. */
  readonly context: Context | undefined;
};

/**
 * A small town in memory around the pure engine: it carries effects out as the assistant does, so
 * that walks of thousands of steps take milliseconds. `seats` is a plain count, never checked here
 * twice: the invariants do that.
 */
export function createTown(
  members: readonly Member[],
  profiles: readonly Profile[],
  seats: number,
) {
  const book = new Map(members.map((member) => [member.userid, member]));
  const chats = new Map<string, Conversation>();
  const counters = new Map<string, number>();
  const sent: { follower: string; challenge: Challenge }[] = [];
  let challenges = 0;
  const town = {
    book,
    chats,
    sent,
    settings: defaultSettings,
    reach: "both" as Reach,
    now: Date.parse("2015-06-01T10:00:00+08:00"),
    history: "",
    seatsTaken: (): number => counters.get("seats") ?? 0,
    conversationOf: (follower: string): Conversation => chats.get(follower) ?? freshConversation,
    codeOf: (follower: string, challenge: Challenge): string => codes.codeOf(follower, challenge),
    counted: (counter: string, contact: string): number =>
      counters.get(`${counter} ${dayOf(town.now, town.settings.timeZone).date} ${contact}`) ?? 0,
    /** Keeps what is known now; what is answered puts all of it back, as a store does that forgets. */
    snapshot(): () => void {
      const kept = [chats, counters, book].map(
        (map: Map<string, unknown>) => [map, [...map]] as const,
      );
      return () => {
        for (const [map, entries] of kept) {
          map.clear();
          for (const [key, value] of entries) map.set(key, value);
        }
      };
    },
    step(input: Input): Step {
      const before = town.conversationOf(input.follower);
      const id = "createTime" in input ? callbackId(input) : undefined;
      const known = id === undefined ? undefined : recall(before, id);
      if (known !== undefined) {
        return { before, after: before, turn: undefined, judged: undefined, context: undefined };
      }
      const full = new Set<Counter>();
      for (;;) {
        const { context, judged } = contextFor(before, input, full);
        const turn = converse(before, input, context);
        const refused = refusedBy(turn);
        if (refused !== undefined) {
          full.add(refused);
          continue;
        }
        carryOut(turn, input.follower);
        const { replies } = turn;
        const at = Math.floor(town.now / 1000);
        const quiet = turn.conversation === before && replies.length === 0;
        const after =
          quiet || id === undefined
            ? turn.conversation
            : remember(turn.conversation, { id, replies, at });
        chats.set(input.follower, after);
        return { before, after, turn, judged, context };
      }
    },
  };

  function contextFor(before: Conversation, input: Input, full: ReadonlySet<Counter>) {
    challenges += 1;
    const base: Context = {
      intent: intentOf(before, input, town),
      now: town.now,
      history: town.history,
      settings: town.settings,
      reach: town.reach,
      challengeId: `challenge-${challenges}`,
      full,
    };
    const question = asks(before, input, base);
    if (question === undefined) return { context: base, judged: undefined };
    if (question.kind === "challenge") {
      const { challenge, tried } = question;
      const right = codes.isRight(input.follower, challenge, tried);
      const member = book.get(challenge.userid ?? "-");
      const still = member !== undefined && has(member, identifierOf(challenge.contact));
      const context = { ...base, codeIsRight: right, member: still ? member : undefined };
      return { context, judged: { challenge, right } };
    }
    if (question.kind === "member") {
      return { context: { ...base, member: book.get(question.userid) }, judged: undefined };
    }
    const profile = profiles.find(({ openid }) => openid === input.follower) ?? {};
    const identifiers =
      question.kind === "contact"
        ? [identifierOf(question.contact)]
        : identifiersOf(profile).filter(({ kind }) => question.by.includes(kind));
    const member = identifiers.flatMap((identifier) =>
      [...book.values()].filter((m) => has(m, identifier)),
    )[0];
    return { context: { ...base, member }, judged: undefined };
  }

  function has(member: Member, identifier: { kind: string; value: string }): boolean {
    return identifiersOf(member).some(
      (h) => h.kind === identifier.kind && h.value === identifier.value,
    );
  }

  function counterName(counter: string, contact: Challenge["contact"]): string {
    return `${counter} ${dayOf(town.now, town.settings.timeZone).date} ${contactKey(contact)}`;
  }

  function refusedBy(turn: Turn): Counter | undefined {
    for (const effect of turn.effects) {
      if (effect.type === "count") {
        const value = counters.get(counterName(effect.counter, effect.contact)) ?? 0;
        if (value + effect.by > effect.max) return effect.counter;
      }
      if (effect.type === "bind-member" && effect.seat && town.seatsTaken() + 1 > seats) {
        return "seats";
      }
    }
    return undefined;
  }

  function carryOut(turn: Turn, follower: string): void {
    for (const effect of turn.effects) {
      if (effect.type === "send-code") {
        if (effect.challenge.userid !== undefined)
          sent.push({ follower, challenge: effect.challenge });
      } else if (effect.type === "count") {
        const name = counterName(effect.counter, effect.contact);
        counters.set(name, (counters.get(name) ?? 0) + effect.by);
      } else if (effect.type === "bind-member") {
        const member = book.get(effect.userid);
        if (member !== undefined) book.set(effect.userid, { ...member, boundTo: follower });
        if (effect.seat) counters.set("seats", town.seatsTaken() + 1);
      } else {
        const member = book.get(effect.userid);
        if (member?.boundTo === follower) {
          const { boundTo: _released, ...rest } = member;
          book.set(effect.userid, rest);
        }
        counters.set("seats", town.seatsTaken() - 1);
      }
    }
  }
  return town;
}

export type Town = ReturnType<typeof createTown>;
