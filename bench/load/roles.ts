import { createCodeMaker } from "../../src/records/codes.ts";
import type { Challenge, Conversation } from "../../src/domain/conversation.ts";
import { pepper, triple } from "../account.ts";
import type { Person } from "./people.ts";
import { does, says, shows, type Step } from "./steps.ts";

/** What a person goes through in a round, and where the person stands before. */
export type Role = {
  readonly name: string;
  /** How many of them there are in a thousand messages. */
  readonly perThousand: number;
  /** The same people each round; else new ones, because what they did cannot be done again soon. */
  readonly isLasting: boolean;
  /** Where the conversation stands; undefined: nobody has heard of the person. */
  readonly before: ((person: Person, now: number) => Standing) | undefined;
  /** The platform knows the WeChat ID, so that a follow finds the member. */
  readonly isMatched: boolean;
  readonly steps: (person: Person, now: number) => readonly Step[];
};

/** A conversation but for what it remembers. */
export type Standing = DistributiveOmit<Conversation, "memory">;

type DistributiveOmit<T, K extends keyof T> = T extends unknown ? Omit<T, K> : never;

const fresh = { wrongAt: [], sent: [] } as const;
const codes = createCodeMaker(pepper, triple.corpId);
const unknownPhone = "13900000000";
const dayMs = 86_400_000;

/** The mix: as in life most is chat of those who are known, and every phase and outcome comes. */
export const roles: readonly Role[] = [
  {
    name: "colleague",
    perThousand: 60,
    isLasting: true,
    before: ({ member: { userid, name } }) => ({ ...fresh, phase: "followed", userid, name }),
    isMatched: true,
    steps: () => Array.from({ length: 10 }, (_, at) => says(chat(at), "already-followed")),
  },
  {
    name: "asker",
    perThousand: 25,
    isLasting: true,
    before: () => ({ ...fresh, phase: "asking-contact" }),
    isMatched: false,
    steps: () => Array.from({ length: 8 }, (_, at) => says(chat(at), "prompted")),
  },
  {
    name: "newcomer",
    perThousand: 12,
    isLasting: false,
    before: undefined,
    isMatched: false,
    steps: ({ phone }) => [
      does("subscribe", "prompted"),
      says("你好", "prompted"),
      says(unknownPhone, "contact-unknown"),
      says(phone, "code-sent"),
      says("000000", "code-wrong"),
      says("请稍等一下", "code-awaited"),
      shows("code-awaited"),
      does("click", "code-awaited"),
      does("unsubscribe", "unfollowed"),
    ],
  },
  {
    name: "match",
    perThousand: 10,
    isLasting: true,
    before: undefined,
    isMatched: true,
    steps: () => [
      does("subscribe", "bound"),
      does("enter_agent", "ignored"),
      says("你好", "already-followed"),
      says("请问怎么请假", "already-followed"),
      shows("already-followed"),
      does("unsubscribe", "unfollowed"),
    ],
  },
  {
    name: "prover",
    perThousand: 6,
    isLasting: false,
    before: (person, now) => ({
      ...fresh,
      phase: "asking-code",
      challenge: challengeOf(person, now),
    }),
    isMatched: false,
    steps: (person, now) => [
      says(codes.codeOf(person.openid, challengeOf(person, now)), "bound"),
      says("谢谢", "already-followed"),
      says("你好", "already-followed"),
    ],
  },
  {
    name: "locked",
    perThousand: 4,
    isLasting: true,
    before: (_person, now) => ({
      wrongAt: [now, now, now, now, now],
      sent: [],
      phase: "asking-contact",
    }),
    isMatched: false,
    steps: () => [says("你好", "locked-today"), says("123456", "locked-today")],
  },
  {
    name: "confirming",
    perThousand: 3,
    isLasting: false,
    before: ({ member: { userid, name } }) => ({ ...fresh, phase: "confirming", userid, name }),
    isMatched: false,
    steps: () => [says("你好", "followed"), says("谢谢", "already-followed")],
  },
];

function challengeOf({ openid, member, phone }: Person, now: number): Challenge {
  return {
    id: `challenge-of-${openid}`,
    contact: { channel: "sms", to: `+86${phone}` },
    digits: 6,
    expires: now + dayMs,
    triesLeft: 5,
    userid: member.userid,
  };
}

const chats = [
  "你好",
  "请问年假还剩几天？",
  "收到",
  "会议室 302 明天下午有空吗",
  "好的，谢谢",
  "报销单已经提交了，麻烦尽快审批一下，多谢！",
  "ok",
  "在吗",
];

function chat(at: number): string {
  return chats[at % chats.length] ?? "";
}
