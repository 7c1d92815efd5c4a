import { unpacked } from "../../callback-client/answer-body.ts";
import { noAnswer, type CallbackAnswer } from "../../callback-client/call.ts";
import type { ReplyProblem } from "../../callback-client/problem.ts";
import { echoVerdictOf, verdictOf, type Verdict } from "../../callback-client/verdict.ts";
import { BadInputError, codeOf } from "../../domain/bad-input.ts";
import { openEcho, openEnvelope } from "../../wire/envelope.ts";
import { textOf } from "../../wire/loose-xml.ts";
import { readQuery } from "../../wire/query.ts";
import { RefusedError } from "../../wire/refusal.ts";
import type { Secrets } from "../../wire/secrets.ts";
import { identityOf } from "../identity.ts";
import type { RawRequest, RecordedLine } from "../recording/line.ts";
import { readOneMessage } from "../recording/messages.ts";
import { asCallback } from "../recording/recorded.ts";
import type { Disguise } from "./disguise.ts";
import type { Passed, Passing } from "./pass-on.ts";

/** A request and what became of it. */
export type Exchange = { readonly at: number; readonly passing: Passing; readonly passed: Passed };

/** How exchanges are kept. */
export type Keeping = {
  readonly secrets: Secrets;
  /** undefined: as they came. */
  readonly disguise: Disguise | undefined;
  /** `raw`: with query and body to the letter. */
  readonly keep: "plaintext" | "raw";
};

/** Writes exchanges as lines of a recording. */
export type Keeper = {
  /**
   * Answers the line for an exchange; undefined for what is no callback and no check. Throws
   * `RefusedError` for what these secrets do not open, `BadInputError` for what could not be sent
   * again.
   */
  lineOf(exchange: Exchange): RecordedLine | undefined;
};

const remembered = 10_000;

/** Makes a keeper; it counts how often the same callback was delivered. */
export function createKeeper({ secrets, disguise, keep }: Keeping): Keeper {
  const deliveries = new Map<string, number>();
  const attemptOf = (xml: string): number => {
    const id = identityOf(xml, secrets);
    const attempt = (deliveries.get(id) ?? 0) + 1;
    deliveries.delete(id);
    deliveries.set(id, attempt);
    const [oldest] = deliveries.keys();
    if (deliveries.size > remembered && oldest !== undefined) deliveries.delete(oldest);
    return attempt;
  };
  const shown = (problems: readonly ReplyProblem[]): Pick<RecordedLine, "problems"> =>
    problems.length === 0
      ? {}
      : {
          problems: problems.map(({ name, text }) => ({
            name,
            text: disguise?.text(text) ?? text,
          })),
        };
  return {
    lineOf({ at, passing, passed }) {
      const { method, search, body } = passing;
      const called = calledOf(passed);
      const start = { v: 1, at: new Date(at).toISOString() } as const;
      const end = { status: called.status, ms: called.ms };
      if (method === "GET" && /(?:^|&)echostr=/.test(search)) {
        const { problems } = checkVerdict(called, secrets, search);
        return { ...start, kind: "check", ...end, ...shown(problems) };
      }
      if (method !== "POST") return undefined;
      const { xml, sealing } = openEnvelope(secrets, search, body.toString("utf8"), 0, 0);
      const mode = sealing.random === undefined ? "plain" : undefined;
      const message = readOneMessage(xml, "its plaintext");
      // What a provider's suite is told holds secrets, and nobody says it.
      if (textOf(message.fields, "InfoType") !== "") return undefined;
      const { fields } = asCallback(message);
      const follower = textOf(fields, "FromUserName");
      const account = textOf(fields, "ToUserName");
      const { reply, problems } = replyIn(called, secrets, { follower, account, mode });
      return {
        ...start,
        kind: "callback",
        xml: disguise?.callback(xml) ?? xml,
        ...(mode && { mode }),
        attempt: attemptOf(xml),
        ...(reply !== undefined && { reply: disguise?.reply(reply) ?? reply }),
        ...end,
        ...shown(problems),
        ...(keep === "raw" && { raw: rawOf(passing) }),
      };
    },
  };
}

function checkVerdict(called: CallbackAnswer, secrets: Secrets, search: string): Verdict {
  const sent = readQuery(search).echo ?? "";
  return echoVerdictOf(called, { plain: openEcho(secrets, search, 0, 0), sent });
}

function replyIn(
  called: CallbackAnswer,
  secrets: Secrets,
  asked: Parameters<typeof verdictOf>[2],
): { readonly reply: string | undefined; readonly problems: readonly ReplyProblem[] } {
  const { read, problems } = verdictOf(called, secrets, asked);
  return { reply: read?.xml, problems };
}

function rawOf({ search, body }: Passing): RawRequest {
  const text = body.toString("utf8");
  return Buffer.from(text).equals(body)
    ? { query: search, body: text }
    : { query: search, base64: body.toString("base64") };
}

function calledOf(passed: Passed): CallbackAnswer {
  if (!passed.ok) {
    const failure = passed.problem.startsWith("no answer") ? "late" : "unreachable";
    const { ms, problem } = passed;
    return { ...noAnswer, ms, problem, failure };
  }
  const { status, ms, rawHeaders } = passed;
  const headers: Record<string, string> = {};
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    headers[rawHeaders[at]?.toLowerCase() ?? ""] = rawHeaders[at + 1] ?? "";
  }
  return { status, ms, headers, body: unpacked(passed.body, headers["content-encoding"]) };
}

/** Says in one line why an exchange cannot be kept, and nothing of what it says. */
export function whyNotKept(error: unknown): string {
  return `passed on, and not kept: ${reasonOf(error)}`;
}

function reasonOf(error: unknown): string {
  if (error instanceof RefusedError) return error.advice;
  if (error instanceof BadInputError) return error.message;
  return `it cannot be written down: ${codeOf(error)}`;
}
