import { mutantsOf, type Mutant } from "../mutant.ts";

const races = "assistant/races.test.ts";
const redelivery = "assistant/redelivery.test.ts";
const disclosure = "assistant/disclosure.test.ts";

/** What one commit holds, and what is read again before it. */
export const assistant: readonly Mutant[] = [
  ...mutantsOf("assistant/assistant.ts", [
    {
      of: "T18",
      from: "if (given !== undefined) {",
      to: "if (false) {",
      test: redelivery,
      grep: "on LMDB",
    },
    {
      of: "T3",
      from: "remember(turn.conversation, { id, replies: turn.replies, at })",
      to: "turn.conversation",
      test: redelivery,
      grep: "on LMDB",
    },
  ]),
  ...mutantsOf("assistant/assistant.ts", [
    {
      of: "T3",
      from: 'if (committed !== "done")',
      to: 'if (typeof committed !== "string")',
      test: races,
      grep: "on LMDB accept a code once",
    },
  ]),
  ...mutantsOf("assistant/change.ts", [
    {
      of: "T1",
      from: "checks: [{ key: conversationKey(follower), version: known.version }],",
      to: 'checks: [{ key: conversationKey(`not ${follower}`), version: "" }],',
      test: "assistant/guessing.test.ts",
      grep: "on LMDB is judged 5 times a day",
    },
    {
      of: "T15",
      from: "...memberChange(member, { ...member, boundTo: follower }),\n    checks: [{ key: memberKey(userid), version }],",
      to: "...memberChange(member, { ...member, boundTo: follower }),\n    checks: [],",
      test: races,
      grep: "on LMDB lose nothing of what somebody else writes",
    },
    {
      of: "T15",
      from: "...memberChange(member, rest),\n    checks: [{ key: memberKey(userid), version }],",
      to: "...memberChange(member, rest),\n    checks: [],",
      test: races,
      grep: "on LMDB lose nothing of what somebody else writes",
    },
    {
      of: "T15",
      from: 'if (member === undefined || !member.enabled || taken) return "stale";',
      to: 'if (member === undefined || taken) return "stale";',
      test: races,
      grep: "on LMDB bind nobody to a member who was disabled",
    },
    {
      of: "T15",
      from: 'if (member === undefined || !member.enabled || taken) return "stale";',
      to: 'if (member === undefined || !member.enabled) return "stale";',
      test: races,
      grep: "on LMDB bind nobody to a member who was disabled",
    },
    {
      of: "T15",
      from: "if (member?.boundTo !== follower) return { adds: freed };",
      to: "if (member === undefined) return { adds: freed };",
      test: races,
      grep: "on LMDB take a member from nobody else",
    },
    {
      of: "T15",
      from: "adds: seat ? [{ key: seatsKey, by: 1, max: known.account.seats }] : []",
      to: "adds: seat ? [{ key: seatsKey, by: 1 }] : []",
      test: races,
      grep: "on LMDB give 50 seats to exactly 50",
    },
  ]),
  ...mutantsOf("assistant/known.ts", [
    {
      of: "T4",
      from: "member: still ? member : undefined",
      to: "member",
      test: races,
      grep: "on LMDB accept no code whose contact has moved",
    },
    {
      of: "T9",
      from: "const [entry, stands] = await store.read(keys)",
      to: "const [entry, stands] = challenge.userid === undefined ? [] : await store.read(keys)",
      test: disclosure,
      grep: "on LMDB is answered, read, written and counted",
    },
  ]),
];
