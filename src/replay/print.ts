import { writeArrival, writeReplyText, writeText, writeTurn } from "../talk/notation.ts";
import type { RecordedLine } from "./recording/line.ts";
import { actorOf, actionOfCallback } from "./recording/recorded.ts";
import type { Replayed } from "./replay.ts";

/** Writes a callback, its answer and the verdict in the notation of talks, the verdict as a remark. */
export function writeReplayed(replayed: Replayed): readonly string[] {
  return [...writeConversation(replayed), ...writeVerdict(replayed)];
}

/** Writes the verdict alone: status, time, what is wrong, and how it differs from what was expected. */
export function writeVerdict({ recorded, sent, expected }: Replayed): readonly string[] {
  const { status, ms, verdict } = sent;
  const told = verdict.problems.map(({ name, text }) => `; ${name}: ${text}`).join("");
  const first = `# ${recorded.where}: ${status === 0 ? "no answer" : status} in ${ms} ms${told}`;
  if (expected === undefined || expected.diff.length === 0) return [first];
  return [`${first}; differs from ${expected.where}`, ...expected.diff.map((line) => `# ${line}`)];
}

/** Writes what was sent and answered as a line of a recording. */
export function recordedLineOf({ recorded, sent }: Replayed, copies: number): RecordedLine {
  const { verdict, xml, status, ms } = sent;
  const { problems, read } = verdict;
  return {
    v: 1,
    kind: recorded.kind,
    at: new Date().toISOString(),
    ...(xml !== "" && { xml }),
    ...(recorded.kind === "callback" && recorded.mode && { mode: recorded.mode }),
    ...(copies > 1 && { copies }),
    ...(read && { reply: read.xml }),
    status,
    ms,
    ...(problems.length > 0 && { problems: problems.map(({ name, text }) => ({ name, text })) }),
  };
}

function writeConversation({ recorded, fields, sent, arrivals }: Replayed): readonly string[] {
  if (recorded.kind === "check") return [];
  const actor = actorOf(fields);
  const { sign, text } = actionOfCallback(fields);
  const reply = sent.verdict.read?.reply;
  const isAnswered = reply !== undefined || (sign === ">" && sent.status === 200);
  return [
    ...writeTurn(actor, sign, writeText(text)),
    ...(isAnswered ? writeTurn(actor, "<", writeReplyText(reply)) : []),
    ...arrivals.map(({ channel, to, text: said, code }) =>
      writeArrival(channel, to, code ?? writeText(said)),
    ),
  ];
}
