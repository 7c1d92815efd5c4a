import { parseJson } from "../domain/read-as.ts";
import { openSealed } from "../wire/envelope.ts";
import { textOf, type Fields } from "../wire/loose-xml.ts";
import { readReply, type ReplyRead } from "../wire/read-reply.ts";
import { RefusedError } from "../wire/refusal.ts";
import type { Secrets } from "../wire/secrets.ts";
import { answerWithinMs, type CallbackAnswer } from "./call.ts";
import { problem, type ProblemName, type ReplyProblem } from "./problem.ts";
import { replyProblems } from "./reply-problems.ts";
import { isWebPage, shownAnswer } from "./shown.ts";
import { unwrap } from "./unwrap.ts";

/** What was asked, as far as a reply must fit to it. */
export type Asked = {
  /** FromUserName of the callback: whom the reply goes to. */
  readonly follower: string;
  /** ToUserName of the callback: whom the reply comes from. */
  readonly account: string;
  /** Only an official account sends callbacks in plain XML. */
  readonly mode?: "plain" | undefined;
  /** How long an answer may take, ms; the platform's 5 s unless somebody allowed more or less. */
  readonly withinMs?: number | undefined;
};

/** What a callback URL's answer is worth. */
export type Verdict = {
  /** All that is wrong with it, in the order in which one meets it; none: it is good. */
  readonly problems: readonly ReplyProblem[];
  /** The reply, if one could be opened, right or wrong; undefined: no reply. */
  readonly read?: ReplyRead;
};

/** From here on an answer is told to be slow, ms: URL checks are given no longer (PROTOCOL §1.2). */
export const slowFromMs = 1000;

/**
 * Judges the answer to a callback by the platform's rules (PROTOCOL §1.6, §3): is there one, in
 * time, is it a reply in its envelope, and is that addressed, dated, typed and measured as it must
 * be. Pure; never throws.
 */
export function verdictOf(called: CallbackAnswer, secrets: Secrets, asked: Asked): Verdict {
  const failed = failureOf(called);
  if (failed !== undefined) return { problems: [failed] };
  const { said, problems: around } = unwrap(called.body);
  const problems = [...timeProblems(called, asked.withinMs), ...around];
  if (said === "") return { problems };
  if (said === "success") return { problems: [...problems, ...successProblems(secrets)] };
  const { read, problem: found } = open(said, secrets, asked);
  if (found !== undefined) problems.push(found);
  if (read === undefined) return { problems };
  return { problems: [...problems, ...replyProblems(read, secrets.kind, asked)], read };
}

/** Judges the answer to the check of a callback URL: the echo, to the letter (PROTOCOL §1.2). */
export function echoVerdictOf(
  called: CallbackAnswer,
  echo: { readonly plain: string; readonly sent: string },
): Verdict {
  const failed = failureOf(called);
  if (failed !== undefined) return { problems: [failed] };
  const { said, problems: around } = unwrap(called.body);
  // Around an echo even white space is wrong, which around a reply does no harm.
  const problems = [
    ...timeProblems(called),
    ...around.map((found) => ({ ...found, weight: "error" as const })),
  ];
  if (said === echo.plain) return { problems };
  if (said === echo.sent) {
    const text = "the echo came back as it was sent, still encrypted";
    return { problems: [...problems, problem("echo-encrypted", text)] };
  }
  const other = otherThanXml(said);
  if (other !== undefined) return { problems: [...problems, other] };
  const text = `the answer is not the echo but ${shownAnswer(said)}`;
  return { problems: [...problems, problem("echo-differs", text)] };
}

/** The first thing that fails an answer, rather than being told only; undefined: it is taken. */
export function failureIn({ problems }: Verdict): ReplyProblem | undefined {
  return problems.find(({ weight }) => weight === "error");
}

/**
 * Sums up the verdicts on several deliveries of one and the same callback: what the first was
 * answered, and what was wrong with any of them, each problem once.
 */
export function verdictOfAll(verdicts: readonly Verdict[]): Verdict {
  const [first = { problems: [] }] = verdicts;
  const copies = copiesProblem(verdicts);
  const found = [...verdicts.flatMap(({ problems }) => problems), ...(copies ? [copies] : [])];
  const names = found.map(({ name }) => name);
  return { ...first, problems: found.filter(({ name }, at) => names.indexOf(name) === at) };
}

/**
 * Compares the verdicts on several deliveries of one and the same callback: the platform shows the
 * first answer that it gets, so all must say the same. CreateTime may differ.
 */
export function copiesProblem(verdicts: readonly Verdict[]): ReplyProblem | undefined {
  const [first, ...more] = verdicts.map(sayingOf);
  const other = more.findIndex((said) => said !== first);
  if (other < 0) return undefined;
  return problem("copies-differ", `copy ${other + 2} was answered otherwise than the first`);
}

/** What an answer says, to compare with another to the same callback; CreateTime may differ. */
export function sayingOf({ read }: Verdict): string {
  if (read?.reply !== undefined) return JSON.stringify(read.reply);
  return (read?.xml ?? "").replace(/<CreateTime>[^]*?<\/CreateTime>/, "");
}

function failureOf({
  status,
  headers,
  body,
  problem: text,
  failure,
}: CallbackAnswer): ReplyProblem | undefined {
  if (text !== undefined) return problem(failure ?? "unreachable", text);
  if (status === 200) return undefined;
  const { location } = headers;
  const answer = location === undefined ? shownAnswer(body) : `a redirect to ${String(location)}`;
  return problem("status", `answered ${status}: ${answer}`);
}

function timeProblems({ ms }: CallbackAnswer, withinMs = answerWithinMs): readonly ReplyProblem[] {
  if (ms > withinMs) {
    const waits = withinMs === answerWithinMs ? "the platform waits" : "it may take";
    return [problem("late", `the answer took ${ms} ms, and ${waits} ${withinMs}`)];
  }
  if (ms <= slowFromMs) return [];
  return [problem("slow", `the answer took ${ms} ms, more than ${slowFromMs}`)];
}

function successProblems({ kind }: Secrets): readonly ReplyProblem[] {
  if (kind === "official") return [];
  const text = "`success` is no answer of an enterprise account; an empty body is";
  return [problem("says-success", text)];
}

type OpenedReply = { readonly read?: ReplyRead | undefined; readonly problem?: ReplyProblem };

function open(said: string, secrets: Secrets, { mode }: Asked): OpenedReply {
  const outer = readReply(said);
  if (outer === undefined) {
    const text = `the answer is not XML with <xml> around it: ${shownAnswer(said)}`;
    return { problem: otherThanXml(said) ?? problem("not-xml", text) };
  }
  const { fields } = outer;
  if (isTwice(fields)) return { problem: twice("the answer") };
  const isPlainMode =
    secrets.kind === "official" && (mode === "plain" || secrets.key === undefined);
  const isEncrypted = textOf(fields, "Encrypt") !== "";
  if (!isEncrypted && isPlainMode) return { read: outer };
  if (!isEncrypted) {
    const text = "the reply is plain XML, and an encrypted envelope is expected";
    return { read: outer, problem: problem("plain", text) };
  }
  if (isPlainMode) {
    return { problem: problem("encrypted", "the reply is encrypted, and plain XML is expected") };
  }
  const missing = signed.filter((name) => textOf(fields, name).trim() === "");
  if (missing.length > 0) {
    const text = `the reply's envelope has no ${missing.join(", no ")}`;
    return { problem: problem("incomplete", text) };
  }
  return decrypted(fields, secrets);
}

// What an envelope has beside the ciphertext (PROTOCOL §1.6).
const signed = ["MsgSignature", "TimeStamp", "Nonce"] as const;

function decrypted(envelope: Fields, secrets: Secrets): OpenedReply {
  try {
    const xml = openSealed(secrets, envelope);
    const read = readReply(xml);
    if (read === undefined) {
      return { problem: problem("not-xml", `the decrypted reply is not XML: ${shownAnswer(xml)}`) };
    }
    return isTwice(read.fields) ? { problem: twice("the decrypted reply") } : { read };
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    const name = nameOf(error.reason);
    return { problem: problem(name, `the reply's envelope cannot be opened: ${sealings[name]}`) };
  }
}

/** What is wrong with how a reply was sealed; refusals' own advice is about callbacks. */
const sealings = {
  key: "there is no EncodingAESKey to open it with",
  signature: "MsgSignature does not fit the Token, TimeStamp, Nonce and Encrypt of this reply",
  base64: "its Encrypt is not strict Base64",
  "cipher-length": "its Encrypt is cut short, or is no multiple of 16 bytes",
  padding: "its padding is wrong, or it was encrypted with another EncodingAESKey",
  "length-field": "its length field points beyond the message",
  "not-readable": "the message in it is not UTF-8",
  "receive-id": "the id at the end of its ciphertext is another one",
  "not-xml": "it is no XML that can be read",
} as const satisfies Partial<Readonly<Record<ProblemName, string>>>;

function nameOf(reason: RefusedError["reason"]): keyof typeof sealings {
  return reason in sealings ? (reason as keyof typeof sealings) : "not-xml";
}

function isTwice(fields: Fields): boolean {
  return "xml" in fields && Object.keys(fields).length === 1;
}

function twice(where: string): ReplyProblem {
  return problem("xml-twice", `${where} has <xml> within <xml>`);
}

function otherThanXml(said: string): ReplyProblem | undefined {
  if (isWebPage(said)) {
    return problem("html", `the answer is a web page: ${shownAnswer(said)}`);
  }
  const isJson = /^[[{]/.test(said) && parseJson(said) !== undefined;
  return isJson ? problem("json", `the answer is JSON: ${shownAnswer(said)}`) : undefined;
}
