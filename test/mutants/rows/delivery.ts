import { mutantsOf, type Mutant } from "../mutant.ts";

const carrying = "delivery/carrying.test.ts";
const leases = "delivery/leases.test.ts";
const smtp = "delivery/smtp-courier.test.ts";
const sms = "delivery/sms-webhook.test.ts";

/** How codes leave: saved first, to the address of the book, once. */
export const delivery: readonly Mutant[] = [
  ...mutantsOf("assistant/change.ts", [
    {
      of: "A code is sent",
      from: "return { puts: [put, ...repliedPuts(challenge.contact, basis)] };",
      to: "return { puts: [] };",
      test: "assistant/disclosure.test.ts",
      grep: "on LMDB is answered, read, written and counted",
    },
  ]),
  ...mutantsOf("delivery/outbox/carrying.ts", [
    {
      of: "A code is sent",
      from: 'if ((await store.commit(claimOf(waiting, claimed))) !== "done") return;',
      to: "await store.commit(claimOf(waiting, claimed));",
      test: leases,
      grep: "leases let two deliveries carry 500 codes",
    },
    {
      of: "A code is sent",
      from: "if (!(await isStillWanted(store, waiting.outgoing))) return drop(store, waiting);",
      to: "void isStillWanted;",
      test: carrying,
      grep: "vanish without a word",
    },
    {
      of: "A code is sent",
      from: 'conversation.phase === "asking-code" && conversation.challenge.id === challenge.id',
      to: 'conversation.phase === "asking-code" && challenge.id !== ""',
      test: carrying,
      grep: "vanish without a word",
    },
    {
      of: "T9",
      from: "if (challenge.userid === undefined) return drop(store, waiting);",
      to: "",
      test: carrying,
      grep: "leaves a decoy out of the inbox too",
    },
    {
      of: "A code is sent",
      from: "if (elapsed() - asked > timing.confirmMs) return;",
      to: "",
      test: leases,
      grep: "are confirmed in time",
    },
    {
      of: "A code is sent",
      from: "if (carried.has(challenge.id)) return drop(store, waiting);",
      to: "",
      test: carrying,
      grep: "carries no code again that comes back",
    },
    {
      of: "A code is sent",
      from: " || !claims.isMine(outgoing)",
      to: "",
      test: leases,
      grep: "are honoured by whoever was too slow",
    },
    {
      of: "T5",
      from: "if (!isWorthCarrying(waiting.outgoing, now)) {",
      to: "if (false) {",
      test: carrying,
      grep: "carries a code of",
    },
    {
      of: "T34",
      from: "const reason = reasonOf(error);",
      to: "const reason = String(error);",
      test: carrying,
      grep: "repeats nothing that a courier says",
    },
  ]),
  ...mutantsOf("delivery/outbox/claims.ts", [
    {
      of: "A code is sent",
      from: "return stoodMs >= timing.leaseMs;",
      to: "return stoodMs > timing.leaseMs / 2;",
      test: leases,
      grep: "keep others away until they have stood",
    },
    {
      of: "A code is sent",
      from: "Math.min(now - before.at, timing.gapMs)",
      to: "(now - before.at)",
      test: leases,
      grep: "are not shortened by a time in which nobody looked",
    },
    {
      of: "A code is sent",
      from: "before?.version === version",
      to: "before !== undefined",
      test: leases,
      grep: "begin anew with each claim",
    },
    {
      of: "A code is sent",
      from: "claimedBy === me",
      to: "claimedBy === `not ${me}`",
      test: leases,
      grep: "are taken up at once by whoever made them",
    },
  ]),
  ...mutantsOf("delivery/outbox/carrying.ts", [
    {
      of: "A code is sent",
      from: "|| isOver()) throw error;",
      to: "|| isOver() || timing.againMs < 10) throw error;",
      test: leases,
      grep: "need not be over however long the store is away",
      survives:
        "the process that carried it then remembers it and notes it at its next look; trying on is sooner, and keeps the place of another from it",
    },
  ]),
  ...mutantsOf("delivery/smtp-courier.ts", [
    {
      of: "T31",
      from: "if (parseEmail(to)?.to !== to) {",
      to: 'if (to === "") {',
      test: smtp,
      grep: "sends nothing to",
    },
    {
      of: "T31",
      from: "envelope: { from: sender.address, to: [to] },",
      to: 'envelope: { from: sender.address, to: [to, "copy@example.com"] },',
      test: smtp,
      grep: "hands one plain mail to one recipient",
    },
    {
      of: "T31",
      from: 'to: { name: "", address: to },',
      to: "to: { name: message.text, address: to },",
      test: smtp,
      grep: "hands one plain mail to one recipient",
    },
    {
      of: "T31",
      from: "subject: oneLine(message.subject)",
      to: 'subject: message.subject, headers: { "X-Subject": { prepared: true, value: message.subject } }',
      test: smtp,
      grep: "put nothing into the headers",
    },
    {
      of: "T34",
      from: "responseCode, enhanced].filter",
      to: "responseCode, response].filter",
      test: smtp,
      grep: "when it does not succeed",
    },
  ]),
  ...mutantsOf("delivery/webhook-signature.ts", [
    {
      of: "T31",
      from: "update(`${id}.${timestamp}.${body}`)",
      to: "update(body)",
      test: sms,
      grep: "signs id, time and body",
    },
  ]),
];
