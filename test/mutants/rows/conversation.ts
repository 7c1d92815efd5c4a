import { mutantsOf, type Mutant } from "../mutant.ts";

const code = "conversation/code.test.ts";
const lock = "conversation/lock.test.ts";
const limits = "conversation/limits.test.ts";
const memory = "conversation/memory.test.ts";
const reach = "conversation/reach.test.ts";
const redelivery = "assistant/redelivery.test.ts";
const clocks = "conversation/clocks.test.ts";
const waiting = "conversation/waiting.test.ts";
const walks = "conversation/walks.test.ts";
const words = "conversation/words.test.ts";
const guessing = "assistant/guessing.test.ts";
const examples = "conversation/examples.test.ts";
const flow = "http/flow.test.ts";
const disclosure = "assistant/disclosure.test.ts";

/** What the engine promises: pure tests do, but where counters of the store have a part in it. */
export const conversation: readonly Mutant[] = [
  ...mutantsOf("conversation/code.ts", [
    {
      of: "T1",
      from: "challenge.triesLeft - 1",
      to: "challenge.triesLeft",
      test: code,
      grep: "dies at its fifth wrong try",
    },
    {
      of: "T1",
      from: "const counted = withWrongCode(conversation, now);",
      to: "const counted = conversation;",
      test: lock,
      grep: "count on when the clock is set back",
    },
    {
      of: "T2",
      from: "by: 1,",
      to: "by: 0,",
      test: guessing,
      grep: "on LMDB is judged 10 times a day for one contact",
    },
    {
      of: "T2",
      from: "mostWrongOfContact(conversation, settings, now) - 1;",
      to: "mostWrongOfContact(conversation, settings, now);",
      test: guessing,
      grep: "on LMDB does not say by a refusal",
    },
    {
      of: "T4",
      from: "context.member === undefined || context.member.userid !== challenge.userid",
      to: "context.member === undefined",
      test: code,
      grep: "proves nothing once its contact has moved",
    },
    {
      of: "T5",
      from: "!isGood(challenge, context)",
      to: "context.codeIsRight === undefined",
      test: code,
      grep: "is not looked at once it has expired",
    },
    {
      of: "T9",
      from: "context.codeIsRight === true && challenge.userid !== undefined",
      to: "context.codeIsRight === true",
      test: code,
      grep: "of a decoy is never right",
    },
  ]),
  ...mutantsOf("conversation/limits.ts", [
    {
      of: "T1",
      from: ">= settings.wrongCodesPerDay",
      to: "> settings.wrongCodesPerDay",
      test: lock,
      grep: "count on after unfollowing",
    },
    {
      of: "T1",
      from: "[...conversation.wrongAt, now]",
      to: "[now]",
      test: lock,
      grep: "count on after unfollowing",
    },
    {
      of: "T1",
      from: "conversation.wrongAt.filter((at) => at >= start)",
      to: "conversation.wrongAt.filter((at) => at > start + 86_400_000)",
      test: walks,
      grep: "hold every invariant",
    },
    {
      of: "T7",
      from: "Math.max(1, limit - had)",
      to: "limit",
      test: limits,
      grep: "is never used up by one follower",
    },
    {
      of: "T7",
      from: "Math.max(1, limit - had)",
      to: "Math.max(1, limit - 2 * had)",
      test: limits,
      grep: "has its last two of five",
    },
    {
      of: "T7",
      from: ">= settings.sendsPerDay",
      to: "> settings.sendsPerDay",
      test: waiting,
      grep: "is the last of a follower's day",
    },
    {
      of: "T7",
      from: "send.contact === key && send.at >= start",
      to: "send.at > now",
      test: guessing,
      grep: "on LMDB leaves the owner of a phone a code",
    },
    {
      of: "T5",
      from: "wait > 2 * step ? 0 : ",
      to: "",
      test: waiting,
      grep: "is waited for no longer because the clock was set back",
    },
    {
      of: "T7",
      from: "steps[Math.min(Math.max(today, 1), steps.length) - 1]",
      to: "steps[0]",
      test: waiting,
      grep: "has to be waited for",
    },
    {
      of: "T5",
      from: "conversation.wrongAt.filter((at) => at >= start)",
      to: "conversation.wrongAt.filter((at) => at >= start && at <= now)",
      test: lock,
      grep: "count on when the clock is set back within the day",
    },
    {
      of: "T5",
      from: "(isLater(at) ? start : at)",
      to: "(isLater(at) ? start - 1 : at)",
      test: clocks,
      grep: "lock nobody for longer than until midnight",
    },
    {
      of: "T5",
      from: "at >= tomorrow.end",
      to: "at >= end",
      test: clocks,
      grep: "give no tries again when the clock goes back over midnight",
    },
  ]),
  ...mutantsOf("conversation/contact.ts", [
    {
      of: "T7",
      from: "if (seconds > 0) return",
      to: "if (seconds > 60) return",
      test: waiting,
      grep: "has to be waited for",
    },
    {
      of: "T1",
      from: "triesLeft: triesPerCode",
      to: "triesLeft: settings.wrongCodesPerDay",
      test: code,
      grep: "dies at its fifth wrong try",
    },
    {
      of: "T2",
      from: "max: mostWrong - 1",
      to: "max: mostWrong",
      test: guessing,
      grep: "on LMDB is judged 10 times a day for one contact",
    },
    {
      of: "T7",
      from: "contact, by: 1, max: mostSends",
      to: "contact, by: 0, max: mostSends",
      test: guessing,
      grep: "on LMDB ends for a contact with its fifth code",
    },
    {
      of: "T7",
      from: "shareOf(settings.sendsPerContactPerDay, had)",
      to: "settings.sendsPerContactPerDay",
      test: guessing,
      grep: "on LMDB leaves the owner of a phone a code",
    },
    {
      of: "T4",
      from: "id: challengeId",
      to: 'id: "one and the same"',
      test: guessing,
      grep: "on LMDB with a code from before a resend",
    },
    {
      of: "T9",
      from: "!isReached(contact, context.reach)",
      to: "member !== undefined && !isReached(contact, context.reach)",
      test: reach,
      grep: "is answered alike whosever it is",
    },
    {
      of: "T9",
      from: 'settings.disclosure === "faithful"',
      to: "settings.codeLength > 0",
      test: flow,
      grep: "tells the same to both",
    },
    {
      of: "T9",
      from: "...countedSend(conversation, contact, context)",
      to: "...(member ? countedSend(conversation, contact, context) : [])",
      test: disclosure,
      grep: "on LMDB is answered, read, written and counted",
    },
    { of: "T5", from: "issued: now,", to: "", test: clocks, grep: "does not bring a code back" },
  ]),
  ...mutantsOf("domain/conversation.ts", [
    { of: "T5", from: "at.now < expires", to: "at.now <= expires", test: code, grep: "not at it" },
    {
      of: "T5",
      from: "issued <= at.now && ",
      to: "",
      test: clocks,
      grep: "does not bring a code back",
    },
    {
      of: "T5",
      from: "issued <= at.now",
      to: "issued < at.now",
      test: clocks,
      grep: "leaves a code good at the very moment",
    },
    {
      of: "T3",
      from: " && history === at.history",
      to: "",
      test: "conversation/histories.test.ts",
      grep: "has expired, right or wrong",
    },
  ]),
  ...mutantsOf("conversation/converse.ts", [
    {
      of: "T5",
      from: "broughtToToday(before, context.settings, context.now)",
      to: "before",
      test: clocks,
      grep: "lock nobody for longer than until midnight",
    },
  ]),
  ...mutantsOf("conversation/intent.ts", [
    {
      of: "T1",
      from: " || isLocked(conversation, settings, now)",
      to: "",
      test: lock,
      grep: "leave nothing to be asked about",
    },
  ]),
  ...mutantsOf("conversation/asks.ts", [
    {
      of: "T5",
      from: "if (!isGood(challenge, context)) return undefined;",
      to: "",
      test: code,
      grep: "is not looked at once it has expired",
    },
  ]),
  ...mutantsOf("conversation/follow.ts", [
    {
      of: "T1",
      from: "if (isLocked(conversation, context.settings, context.now))",
      to: "if (false)",
      test: lock,
      grep: "count on after unfollowing",
    },
    {
      of: "T5",
      from: "!isGood(challenge, context)",
      to: "context.codeIsRight",
      test: code,
      grep: "is told to have expired from that moment on",
    },
  ]),
  ...mutantsOf("conversation/message.ts", [
    {
      of: "T1",
      from: "? locked(conversation, input, context)\n        : understood",
      to: "? understood(conversation, input, context)\n        : understood",
      test: lock,
      grep: "count on after unfollowing",
    },
  ]),
  ...mutantsOf("conversation/standing.ts", [
    {
      of: "T1",
      from: "return { wrongAt, sent, memory,",
      to: "return { wrongAt: [], sent, memory,",
      test: lock,
      grep: "count on after unfollowing",
    },
    {
      of: "T7",
      from: "return { wrongAt, sent, memory,",
      to: "return { wrongAt, sent: [], memory,",
      test: guessing,
      grep: "on LMDB leaves it also where a stranger leaves",
    },
    {
      of: "T18",
      from: "return { wrongAt, sent, memory,",
      to: 'return { wrongAt, sent, memory: { calls: "", said: [] },',
      test: redelivery,
      grep: "on LMDB",
    },
  ]),
  ...mutantsOf("conversation/binding.ts", [
    {
      of: "T3",
      from: "turnOf(askingContact(conversation), refusal,",
      to: "turnOf(conversation, refusal,",
      test: code,
      grep: "is spent also where it was right",
    },
    {
      of: "T3",
      from: 'standingAs(conversation, second ? "confirming" : "followed", member)',
      to: "{ ...conversation }",
      test: code,
      grep: "is spent on binding",
    },
    {
      of: "T15",
      from: 'if (!member.enabled) return "member-disabled";',
      to: "",
      test: code,
      grep: "is spent also where it was right",
    },
    {
      of: "T15",
      from: "member.boundTo !== undefined && member.boundTo !== input.follower",
      to: "false",
      test: walks,
      grep: "hold every invariant",
    },
    {
      of: "T15",
      from: "const seat = member.boundTo !== input.follower;",
      to: "const seat = member.boundTo === input.follower;",
      test: walks,
      grep: "hold every invariant",
    },
    {
      of: "T15",
      from: 'userid === undefined ? [] : [{ type: "release-member", userid }]',
      to: "[]",
      test: walks,
      grep: "hold every invariant",
    },
    {
      of: "T13",
      from: 'const standing = standingAs(conversation, "followed", conversation);',
      to: "const standing = askingContact(conversation);",
      test: walks,
      grep: "hold every invariant",
    },
    {
      of: "T13",
      from: 'if (conversation.phase !== "confirming") {',
      to: 'if (conversation.phase === "stranger") {',
      test: examples,
      grep: 'at followed, "confirm"',
    },
  ]),
  ...mutantsOf("conversation/memory.ts", [
    {
      of: "T18",
      from: "const most = 32;",
      to: "const most = 31;",
      test: memory,
      grep: "has room for 32",
    },
    {
      of: "T18",
      from: "const most = 32;",
      to: "const most = 33;",
      test: memory,
      grep: "has room for 32",
    },
    {
      of: "T18",
      from: "at: Number(at) }",
      to: "at: 0 }",
      test: memory,
      grep: "tells what a callback was answered, and when",
    },
  ]),
  ...mutantsOf("conversation/words.ts", [
    {
      of: "T12",
      from: "code?.length === digits ? code : undefined",
      to: "code",
      test: words,
      grep: "a try at a code of six digits is not",
    },
    {
      of: "T12",
      from: "return code?.length === digits ? code : undefined;",
      to: "return /\\d{6}/.exec(text)?.[0];",
      test: words,
      grep: "a try at a code of six digits is not",
    },
  ]),
];
