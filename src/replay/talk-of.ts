import { BadInputError } from "../domain/bad-input.ts";
import { writtenContact, type Contact } from "../domain/contact.ts";
import { contactMeantAlone } from "../domain/contacts-in-text.ts";
import { saidCode } from "../domain/said-code.ts";
import type { Reply } from "../domain/reply.ts";
import { writeArrival, writeReplyText, writeText, writeTurn } from "../talk/notation.ts";
import { formatTalk } from "../talk/grammar/format.ts";
import { textOf, type Fields } from "../wire/loose-xml.ts";
import { readReply } from "../wire/read-reply.ts";
import type { ReadLine } from "./recording/read-recorded.ts";
import { actorOf, actionOfCallback } from "./recording/recorded.ts";

/**
 * Writes recorded callbacks as a talk. A code that proved right becomes a hole, `{{code}}`, which
 * is caught where it was sent to the contact that was named before; a gap of more than a minute
 * moves the clock; what the notation has no words for is a remark, and so is where a line stands
 * that is no callback. Redeliveries and checks of the URL are left out.
 */
export function talkOf(lines: readonly ReadLine[]): string {
  const turns = lines.flatMap(turnOf);
  const codes = codesIn(turns.filter((turn) => typeof turn !== "string"));
  const written: string[] = [];
  let before: number | undefined;
  for (const turn of turns) {
    if (typeof turn === "string") written.push(turn);
    else {
      written.push(...clockBetween(before, turn.at), ...writeSaid(turn, codes));
      const sent = codes.sentAfter.get(turn);
      if (sent !== undefined) written.push(writeSent(sent));
      before = turn.at;
    }
  }
  return written.map((line) => `${line}\n`).join("");
}

/** One callback and what it was answered. */
type Turn = {
  /** ms. */
  readonly at: number;
  readonly actor: string;
  /** The app it was said to; undefined: the assistant. */
  readonly agent: string | undefined;
  readonly sign: ">" | "~";
  readonly text: string;
  readonly reply: Reply | undefined;
};

function turnOf(read: ReadLine): readonly (Turn | string)[] {
  if ("why" in read) return [`# passed over: ${read.why}`];
  const { line, recorded } = read;
  if (recorded.kind === "check" || (line.attempt ?? 1) > 1) return [];
  const { fields } = recorded;
  const reply = readReply(line.reply ?? "")?.reply;
  const at = Date.parse(line.at);
  return [
    { at, actor: actorOf(fields), agent: agentOf(fields), reply, ...actionOfCallback(fields) },
  ];
}

function agentOf(fields: Fields): string | undefined {
  const agent = textOf(fields, "AgentID").trim();
  return agent === "" || agent === "0" ? undefined : agent;
}

/** A code: whom it reached, and the name of its hole. */
type SentCode = { readonly contact: Contact; readonly hole: string };

type Codes = {
  /** The code that was sent to the contact which a turn names. */
  readonly sentAfter: ReadonlyMap<Turn, SentCode>;
  /** The code that a turn says. */
  readonly saidIn: ReadonlyMap<Turn, SentCode>;
};

// How bots say that somebody is known now; a wrong try is never answered so.
const welcomes = /成功|通过|欢迎|已绑定|verified|success|welcome|confirmed/i;
const refuses = /不成功|未成功|未通过|不通过|unsuccessful|not (?:verified|confirmed)/i;

/** Finds the codes that proved right, and to which contact each was sent. */
function codesIn(turns: readonly Turn[]): Codes {
  const sentAfter = new Map<Turn, SentCode>();
  const saidIn = new Map<Turn, SentCode>();
  const named = new Map<string, { readonly turn: Turn; readonly contact: Contact }>();
  for (const turn of turns) {
    if (turn.sign !== ">") continue;
    const asked = named.get(turn.actor);
    if (asked !== undefined && isCode(turn.text) && isWelcome(turn.reply)) {
      const hole = `code${sentAfter.size === 0 ? "" : sentAfter.size + 1}`;
      sentAfter.set(asked.turn, { contact: asked.contact, hole });
      saidIn.set(turn, { contact: asked.contact, hole });
      named.delete(turn.actor);
      continue;
    }
    const contact = isCode(turn.text) ? undefined : contactMeantAlone(turn.text);
    if (contact !== undefined) named.set(turn.actor, { turn, contact });
  }
  return { sentAfter, saidIn };
}

/** Callbacks written by hand say the hole themselves. */
function isCode(text: string): boolean {
  const digits = saidCode(text)?.length ?? 0;
  return (digits >= 4 && digits <= 8) || text.trim() === "{{code}}";
}

function isWelcome(reply: Reply | undefined): boolean {
  if (reply?.type === "news") return true;
  return reply?.type === "text" && welcomes.test(reply.text) && !refuses.test(reply.text);
}

function writeSaid(turn: Turn, { saidIn }: Codes): readonly string[] {
  const { actor, agent, sign, text, reply } = turn;
  const hole = saidIn.get(turn)?.hole;
  const said = hole === undefined ? writeText(text) : `{{${hole}}}`;
  const who = (lines: readonly string[]): readonly string[] =>
    lines.map((line, index) => (index === 0 && agent !== undefined ? toApp(line, agent) : line));
  const lines = [
    ...who(writeTurn(actor, sign, said)),
    ...(reply !== undefined || sign === ">"
      ? who(writeTurn(actor, "<", writeReplyText(reply)))
      : []),
  ];
  // Nobody is named by what the platform itself brings about. A code's hole is caught elsewhere.
  if (actor !== "" && (hole !== undefined || isTalk(lines))) return lines;
  return ["# a talk cannot say this yet:", ...lines.map((line) => `# ${line}`)];
}

/** Says whether lines read as they are written. */
function isTalk(lines: readonly string[]): boolean {
  const text = lines.map((line) => `${line}\n`).join("");
  try {
    return formatTalk("", text) === text;
  } catch (error) {
    if (error instanceof BadInputError) return false;
    throw error;
  }
}

/** Puts the app behind the actor, which ends before the first sign. */
function toApp(line: string, agent: string): string {
  const end = line.startsWith('"') ? /^"(?:[^"\\]|\\.)*"/.exec(line)?.[0].length : undefined;
  const at = end ?? line.search(/ (?:<|>|~)(?: |$)/);
  return `${line.slice(0, at)}@${agent}${line.slice(at)}`;
}

function writeSent({ contact, hole }: SentCode): string {
  return writeArrival(contact.channel, writtenContact(contact), `{{${hole}}}`);
}

const longestPauseMs = 60_000;

function clockBetween(before: number | undefined, at: number): readonly string[] {
  const gap = before === undefined ? 0 : at - before;
  if (gap <= longestPauseMs) return [];
  const seconds = Math.floor(gap / 1000);
  const parts = [
    [Math.floor(seconds / 86_400), "d"],
    [Math.floor(seconds / 3600) % 24, "h"],
    [Math.floor(seconds / 60) % 60, "m"],
    [seconds % 60, "s"],
  ] as const;
  const written = parts.flatMap(([count, unit]) => (count === 0 ? [] : [`${count}${unit}`]));
  return [`@ clock +${written.join("")}`];
}
