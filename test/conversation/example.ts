import { asks } from "../../src/conversation/asks.ts";
import { converse } from "../../src/conversation/converse.ts";
import { intentOf } from "../../src/conversation/intent.ts";
import type { Context, Effect, Input } from "../../src/conversation/turn.ts";
import { freshConversation, type Conversation } from "../../src/domain/conversation.ts";
import { contactKey, type Contact } from "../../src/domain/contact.ts";
import type { MemberFact } from "../../src/domain/member.ts";
import type { Reply } from "../../src/domain/reply.ts";
import { defaultSettings, type Settings } from "../../src/domain/settings.ts";
import { enters, follows, says, sendsImage, unfollows } from "../support/callbacks.ts";

/** One example of what the conversation does, in the words of the table. */
export type Example = {
  readonly before: string;
  readonly input: string;
  readonly facts: string;
  readonly outcome: string;
  readonly after: string;
  readonly answer: string;
  readonly effects: string;
};

/** Reads a table: one example a line, its columns between bars. */
export function readExamples(table: string): readonly Example[] {
  const lines = table
    .split("\n")
    .filter((line) => line.trim() !== "" && !/^[#-]/.test(line.trim()));
  return lines.map((line) => {
    const [before = "", input = "", facts = "", outcome = "", after = "", answer = "", ...rest] =
      line.split("|").map((cell) => cell.trim());
    return { before, input, facts, outcome, after, answer, effects: rest.join("|") };
  });
}

/** Plays an example and answers it with what happened in the place of what was expected. */
export function playExample(example: Example): Example {
  const given = givenOf(example);
  const input = inputOf(example.input);
  const { conversation } = given;
  const intent = intentOf(conversation, input, given.context);
  const context = { ...given.context, intent };
  const question = asks(conversation, input, context);
  // A fact that nobody asked for would make an example say more than it shows.
  if (question === undefined && given.answersQuestion) {
    throw new Error(`nothing is asked, so nothing can be known: ${example.facts}`);
  }
  const turn = converse(conversation, input, context);
  return {
    ...example,
    outcome: turn.outcome,
    after: turn.conversation.phase,
    answer: turn.replies.map(replyText).join(" "),
    effects: turn.effects.map(effectText).join(", "),
  };
}

const minute = 60_000;
const noon = Date.parse("2015-06-01T12:00:00+08:00");
const follower = "oOne";
const mobile: Contact = { channel: "sms", to: "+8613800000001" };
const wei: MemberFact = { userid: "wei", name: "张伟", enabled: true };

const key = contactKey(mobile);
const issued = noon - 5 * minute;
const challenge = { id: "1", contact: mobile, digits: 6, issued, expires: noon + 5 * minute };
const bound = { userid: "wei", name: "张伟" };

/** Somebody in each phase. A code was sent five minutes ago and is good for five more. */
const conversations: Readonly<Record<string, Conversation>> = {
  stranger: freshConversation,
  "asking-contact": { ...freshConversation, phase: "asking-contact" },
  "asking-code": {
    ...freshConversation,
    sent: [{ contact: key, at: issued }],
    phase: "asking-code",
    challenge: { ...challenge, userid: "wei", triesLeft: 5 },
  },
  confirming: { ...freshConversation, phase: "confirming", ...bound },
  followed: { ...freshConversation, phase: "followed", ...bound },
};

type Known = Omit<Context, "intent">;

type Given = {
  readonly conversation: Conversation;
  readonly context: Known;
  /** Whether the facts answer a question that the conversation must have asked. */
  readonly answersQuestion: boolean;
};

type Fact = (given: Given) => Given;

/** What may be known beside the phase, as the table calls it. */
const facts: Readonly<Record<string, Fact>> = {
  "it is wei": answered({ member: wei }),
  "it is nobody": answered({ member: undefined }),
  "it is wei, disabled": answered({ member: { ...wei, enabled: false } }),
  "it is wei, bound to another": answered({ member: { ...wei, boundTo: "oSomebodyElse" } }),
  "right code": answered({ codeIsRight: true, member: wei }),
  "wrong code": answered({ codeIsRight: false, member: wei }),
  "right code, contact moved": answered({ codeIsRight: true, member: undefined }),
  "no seat left": full("seats"),
  "contact's codes used up": full("contact-sends"),
  "contact's tries used up": full("contact-wrong"),
  neutral: ruled({ disclosure: "neutral" }),
  "second verification": ruled({
    secondVerification: { enabled: true, url: "https://example.com/" },
  }),
  "matching off": ruled({ autoMatch: "off" }),
  "locked reply": ruled({ lockedReply: "明天再试" }),
  "only mail": (given) => ({ ...given, context: { ...given.context, reach: "mail" } }),
  "1 wrong today": remembered({ wrongAt: [noon - minute] }),
  "4 wrong today": remembered({ wrongAt: Array<number>(4).fill(noon - minute) }),
  locked: remembered({ wrongAt: Array<number>(5).fill(noon - minute) }),
  "locked yesterday": remembered({ wrongAt: Array<number>(5).fill(noon - 1440 * minute) }),
  "told so": remembered({ lockTold: noon - minute / 2 }),
  "just sent": remembered({ sent: [{ contact: key, at: noon - 10_000 }] }),
  "5 codes today": remembered({
    sent: Array.from({ length: 5 }, () => ({ contact: key, at: noon - 70 * minute })),
  }),
  "last try": challenged({ triesLeft: 1 }),
  expired: challenged({ expires: noon }),
  decoy: challenged({ userid: undefined }),
};

function givenOf({ before, facts: named }: Example): Given {
  const conversation = conversations[before];
  if (conversation === undefined) throw new Error(`there is no phase ${before}`);
  const settings = { ...defaultSettings, failureReminder: "请联系 IT 8001" };
  const always = { now: noon, history: "", settings, reach: "both", challengeId: "2" } as const;
  const context: Known = { ...always, full: new Set() };
  const names = named.split(";").map((name) => name.trim());
  return names
    .filter((name) => name !== "")
    .reduce<Given>(
      (given, name) => {
        const fact = facts[name];
        if (fact === undefined) throw new Error(`there is no fact ${name}`);
        return fact(given);
      },
      { conversation, context, answersQuestion: false },
    );
}

function answered(answer: Partial<Known>): Fact {
  return ({ conversation, context }) => ({
    conversation,
    context: { ...context, ...answer },
    answersQuestion: true,
  });
}

function full(counter: "seats" | "contact-sends" | "contact-wrong"): Fact {
  return (given) => ({
    ...given,
    context: { ...given.context, full: new Set([...given.context.full, counter]) },
  });
}

function ruled(patch: Partial<Settings>): Fact {
  return (given) => ({
    ...given,
    context: { ...given.context, settings: { ...given.context.settings, ...patch } },
  });
}

function remembered(what: Partial<Pick<Conversation, "wrongAt" | "sent" | "lockTold">>): Fact {
  return (given) => ({ ...given, conversation: { ...given.conversation, ...what } });
}

function challenged(patch: { triesLeft?: number; expires?: number; userid?: undefined }): Fact {
  return (given) => {
    const { conversation } = given;
    if (conversation.phase !== "asking-code") throw new Error("no code is asked for");
    const { userid, ...rest } = { ...conversation.challenge, ...patch };
    const changed = userid === undefined ? rest : { ...rest, userid };
    return { ...given, conversation: { ...conversation, challenge: changed } };
  };
}

function inputOf(written: string): Input {
  const [verb = "", ...rest] = written.split(" ");
  switch (verb) {
    case "says":
      return says(follower, rest.join(" "));
    case "follows":
      return follows(follower);
    case "leaves":
      return unfollows(follower);
    case "enters":
      return enters(follower);
    case "picture":
      return sendsImage(follower);
    case "bind":
      return { kind: verb, follower, userid: "wei" };
    case "release":
    case "unlock":
    case "confirm":
      return { kind: verb, follower };
    default:
      throw new Error(`nobody can do this: ${written}`);
  }
}

function replyText(reply: Reply): string {
  return reply.type === "text" ? reply.text : `[${reply.type}]`;
}

function effectText(effect: Effect): string {
  switch (effect.type) {
    case "send-code":
      return effect.challenge.userid === undefined
        ? "decoy"
        : `code to ${effect.challenge.contact.to}`;
    case "bind-member":
      return `bind ${effect.userid}${effect.seat ? " on a seat" : ""}`;
    case "release-member":
      return `release ${effect.userid}`;
    case "count":
      return `${effect.counter} +${effect.by} to ${effect.max}`;
  }
}
