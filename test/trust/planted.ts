import type { AssistantParts } from "../../src/assistant/assistant.ts";
import { converse } from "../../src/conversation/converse.ts";
import type { Turn } from "../../src/conversation/turn.ts";
import { memberOf, type Conversation } from "../../src/domain/conversation.ts";
import { conversationKey, readConversation } from "../../src/records/conversations.ts";
import { seatsKey } from "../../src/records/counters.ts";
import { kinds } from "../../src/records/kinds.ts";
import { putOutgoing } from "../../src/records/outbox.ts";
import { collectionOf, type Entry, type Store } from "../../src/store/store.ts";
import type { WorldOverrides } from "../../src/targets/world.ts";

/** A bug that is put into a world. */
export type Planted = {
  readonly name: string;
  /** The promise that it breaks. */
  readonly breaks: string;
  readonly overrides: WorldOverrides;
};

type Converse = NonNullable<AssistantParts["converse"]>;

/** A repeated callback is not given the reply of the first. */
export const answersCopiesWithNothing: Pick<WorldOverrides, "disturb"> = {
  disturb: (assistant) => ({
    ...assistant,
    async answer(callback) {
      const answer = await assistant.answer(callback);
      return answer.outcome === "repeated" ? { ...answer, replies: [] } : answer;
    },
  }),
};

/** The bugs that walks have to find. */
export const planted: readonly Planted[] = [
  {
    name: "accepts a code twice",
    breaks: "code-once",
    overrides: { converse: keepingTheCode },
  },
  {
    name: "sends twice on redelivery",
    breaks: "one-send",
    overrides: {
      disturb: (assistant, store) => ({
        ...assistant,
        async answer(callback) {
          const answer = await assistant.answer(callback);
          if (answer.outcome === "repeated") await sendAnother(store, callback.follower);
          return answer;
        },
      }),
    },
  },
  {
    name: "forgets the day's limit",
    breaks: "day-limit",
    overrides: { converse: changing((conversation) => ({ ...conversation, wrongAt: [] })) },
  },
  {
    name: "leaks a seat",
    breaks: "seats",
    overrides: {
      throughStore: (store) => ({
        ...store,
        commit: ({ adds, ...change }) =>
          store.commit({
            ...change,
            adds: adds.filter(({ key, by }) => key !== seatsKey || by > 0),
          }),
      }),
    },
  },
  {
    name: "sends decoys to addresses outside the book",
    breaks: "only-the-book",
    overrides: {
      converse(...given) {
        const turn = converse(...given);
        const effects = turn.effects.map((effect) =>
          effect.type === "send-code"
            ? { ...effect, challenge: { userid: "nobody", ...effect.challenge } }
            : effect,
        );
        return { ...turn, effects };
      },
    },
  },
  {
    name: "accepts an expired code",
    breaks: "dead-code",
    overrides: {
      converse: changing((conversation) =>
        conversation.phase === "asking-code"
          ? {
              ...conversation,
              challenge: { ...conversation.challenge, expires: Number.MAX_SAFE_INTEGER },
            }
          : conversation,
      ),
    },
  },
  {
    name: "answers a copy with nothing",
    breaks: "copies-alike",
    overrides: answersCopiesWithNothing,
  },
  {
    name: "binds one member to two followers",
    breaks: "one-follower",
    overrides: {
      throughStore: (store) => ({
        ...store,
        read: async (keys) => (await store.read(keys)).map(withoutBinding),
      }),
    },
  },
];

/** The engine, with another conversation at the end of each turn. */
function changing(change: (conversation: Conversation) => Conversation): Converse {
  return (...given) => {
    const turn = converse(...given);
    return { ...turn, conversation: change(turn.conversation) };
  };
}

/** The engine, which waits for the same code again when somebody who was verified by it unfollows. */
function keepingTheCode(...[conversation, input, context]: Parameters<Converse>): Turn {
  const turn = converse(conversation, input, context);
  const isUnfollowed = memberOf(conversation) !== undefined && turn.outcome === "unfollowed";
  if (!("challenge" in conversation)) return turn;
  const { challenge } = conversation;
  if (!isUnfollowed)
    return { ...turn, conversation: Object.assign({ challenge }, turn.conversation) };
  return { ...turn, conversation: { ...turn.conversation, phase: "asking-code", challenge } };
}

async function sendAnother(store: Store, follower: string): Promise<void> {
  const [entry] = await store.read([conversationKey(follower)]);
  const conversation = readConversation(entry);
  if (conversation.phase !== "asking-code") return;
  const challenge = { ...conversation.challenge, id: `${conversation.challenge.id}-again` };
  const rest = { due: 0, attempts: 0, account: "", minutes: 10, language: "zh-CN" } as const;
  const puts = [putOutgoing({ follower, challenge, ...rest })];
  await store.commit({ checks: [], puts, deletes: [], adds: [] });
}

/** What is kept of a member, without the follower that it is bound to. */
function withoutBinding(entry: Entry): Entry {
  const isMember = [kinds.members.name, kinds.identifiers.name].some(
    (name) => name === collectionOf(entry.key),
  );
  if (!isMember || entry.value === undefined) return entry;
  const { boundTo: _bound, ...value } = entry.value as Record<string, never>;
  return { ...entry, value };
}
