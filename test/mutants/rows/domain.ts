import { mutantsOf, type Mutant } from "../mutant.ts";

const words = "conversation/words.test.ts";
const guessing = "assistant/guessing.test.ts";
const linear = "linear.test.ts";

/** Rules that are functions of their arguments, and how codes are derived. */
export const domain: readonly Mutant[] = [
  ...mutantsOf("domain/said-code.ts", [
    {
      of: "T12",
      from: "(groups.length === 1 || isEven) && ",
      to: "",
      test: words,
      grep: "a try at a code of six digits is not",
    },
    {
      of: "T12",
      from: "/^\\d+$/.test(code)",
      to: "/\\d/.test(code)",
      test: words,
      grep: "a try at a code of six digits is not",
    },
    {
      of: "T12",
      from: "first.length !== 2 && ",
      to: "",
      test: words,
      grep: "neither a phone nor a date",
    },
    {
      of: "One long text",
      from: "if (plain.length > longest) return undefined;",
      to: "",
      test: words,
      grep: "a try at a code of six digits is not",
    },
  ]),
  ...mutantsOf("domain/contact.ts", [
    {
      of: "T4",
      from: "`${contact.channel}:${contact.to}`",
      to: "contact.channel",
      test: guessing,
      grep: "a code verifies no other challenge",
    },
  ]),
  ...mutantsOf("talk/grammar/fact.ts", [
    {
      of: "One long text",
      from: "/ [=＝]/g",
      to: "/ +[=＝]/g",
      test: linear,
      grep: "reads a fact in linear time",
    },
  ]),
  ...mutantsOf("domain/callback.ts", [
    {
      of: "T18",
      from: "return callback.messageId;",
      to: "return callback.messageId.slice(0, 4);",
      test: "domain/callback.test.ts",
      grep: "is the MsgId of a message",
    },
    {
      of: "T18",
      from: "digestOf(JSON.stringify(callback, inOrder))",
      to: "digestOf(callback.kind)",
      test: "domain/callback.test.ts",
      grep: "another for whatever tells events apart",
    },
  ]),
  ...mutantsOf("domain/time.ts", [
    {
      of: "T5",
      from: "now < lastDay.end) return lastDay",
      to: "now <= lastDay.end) return lastDay",
      test: "domain/time.test.ts",
      grep: "turns at midnight",
    },
  ]),
  ...mutantsOf("records/codes.ts", [
    {
      of: "T1",
      from: "expected.length === given.length && timingSafeEqual(expected, given)",
      to: "expected.compare(given) === 0",
      test: "constant-time.test.ts",
      grep: "are judged by timingSafeEqual",
    },
    {
      of: "T4",
      from: "[account, follower, contactKey(challenge.contact), challenge.id]",
      to: "[account, contactKey(challenge.contact), challenge.id]",
      test: guessing,
      grep: "a code verifies no other challenge",
    },
    {
      of: "T4",
      from: "[account, follower, contactKey(challenge.contact), challenge.id]",
      to: "[account, follower, challenge.id]",
      test: guessing,
      grep: "a code verifies no other challenge",
    },
    {
      of: "T4",
      from: "[account, follower, contactKey(challenge.contact), challenge.id]",
      to: "[account, follower, contactKey(challenge.contact)]",
      test: guessing,
      grep: "a code verifies no other challenge",
    },
    {
      of: "T4",
      from: "[account, follower, contactKey(challenge.contact), challenge.id]",
      to: "[follower, contactKey(challenge.contact), challenge.id]",
      test: guessing,
      grep: "a code verifies no other challenge",
    },
    {
      of: "T1",
      from: 'number.toString().padStart(challenge.digits, "0")',
      to: 'number.toString().padStart(challenge.digits, "1")',
      test: guessing,
      grep: "a code is as likely to be any other",
    },
    {
      of: "T1",
      from: "expected.length === given.length && timingSafeEqual(expected, given)",
      to: "expected[0] === given[0]",
      test: guessing,
      grep: "a code verifies no other challenge",
    },
  ]),
  ...mutantsOf("app/host.ts", [
    {
      of: "T6",
      from: "config.codePepper ?? (await pepperOf(store))",
      to: "await pepperOf(store)",
      test: "http/secrets.test.ts",
      grep: "a code is derived with CODE_PEPPER",
    },
  ]),
  ...mutantsOf("app/context.ts", [
    {
      of: "T9",
      from: 'production ? "neutral" : "faithful"',
      to: '"faithful"',
      test: "http/flow.test.ts",
      grep: "is neutral in production from the start",
    },
  ]),
  ...mutantsOf("delivery/courier.ts", [
    {
      of: "T6",
      from: "error instanceof NotCarriedError",
      to: "error instanceof Error",
      test: "delivery/canary.test.ts",
      grep: "codes at rest are none",
    },
  ]),
];
