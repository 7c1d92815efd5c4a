import { unpacked } from "../../callback-client/answer-body.ts";
import { noAnswer, type CallbackAnswer } from "../../callback-client/call.ts";
import type { ReplyProblem } from "../../callback-client/problem.ts";
import { echoVerdictOf, verdictOf } from "../../callback-client/verdict.ts";
import { BadInputError, codeOf } from "../../domain/bad-input.ts";
import { openEcho, openEnvelope } from "../../wire/envelope.ts";
import { textOf } from "../../wire/loose-xml.ts";
import { readQuery } from "../../wire/query.ts";
import { RefusedError } from "../../wire/refusal.ts";
import type { Secrets } from "../../wire/secrets.ts";
import { createCallbackMemory } from "../callback-memory.ts";
import type { RecordedLine } from "../recording/line.ts";
import { readOneMessage } from "../recording/messages.ts";
import { asCallback } from "../recording/recorded.ts";
import type { Disguise } from "./disguise.ts";
import type { Passed, Passing } from "./pass-on.ts";

/** Writes requests and their answers as lines of a recording. */
export type Keeper = {
  /**
   * Returns the line of a request that came at a moment, ms, and of its answer; undefined for what
   * is neither a callback nor a check. Throws `RefusedError` for what these secrets do not open, and
   * `BadInputError` for what could not be sent again.
   */
  lineOf(exchange: {
    readonly at: number;
    readonly passing: Passing;
    readonly passed: Passed;
  }): RecordedLine | undefined;
};

/**
 * Makes a keeper, which counts how often each callback was delivered. Without a disguise texts stay
 * as they came; with `raw` query and body are kept too.
 */
export function createKeeper({
  secrets,
  disguise,
  keep,
}: {
  readonly secrets: Secrets;
  readonly disguise: Disguise | undefined;
  readonly keep: "plaintext" | "raw";
}): Keeper {
  const deliveries = createCallbackMemory<number>(secrets);
  const written = (problems: readonly ReplyProblem[]): Pick<RecordedLine, "problems"> => {
    const shown = problems.map(({ name, text }) => ({ name, text: disguise?.text(text) ?? text }));
    return shown.length === 0 ? {} : { problems: shown };
  };
  return {
    lineOf({ at, passing, passed }) {
      const { method, search, body } = passing;
      const answer = answerOf(passed);
      const start = { v: 1, at: new Date(at).toISOString() } as const;
      const end = { status: answer.status, ms: answer.ms };
      if (method === "GET" && /(?:^|&)echostr=/.test(search)) {
        const plain = openEcho(secrets, search, 0, 0);
        const { problems } = echoVerdictOf(answer, { plain, sent: readQuery(search).echo ?? "" });
        return { ...start, kind: "check", ...end, ...written(problems) };
      }
      if (method !== "POST") return undefined;
      const { xml, sealing } = openEnvelope(secrets, search, body.toString("utf8"), 0, 0);
      const mode = sealing.random === undefined ? "plain" : undefined;
      const message = readOneMessage(xml, "its plaintext");
      // A suite's callback holds secrets, and no follower sends it.
      if (textOf(message.fields, "InfoType") !== "") return undefined;
      const { fields } = asCallback(message);
      const follower = textOf(fields, "FromUserName");
      const account = textOf(fields, "ToUserName");
      const { read, problems } = verdictOf(answer, secrets, { follower, account, mode });
      return {
        ...start,
        kind: "callback",
        xml: disguise?.callback(xml) ?? xml,
        ...(mode && { mode }),
        attempt: deliveries(xml, (before = 0) => before + 1),
        ...(read && { reply: disguise?.reply(read.xml) ?? read.xml }),
        ...end,
        ...written(problems),
        ...(keep === "raw" && { raw: rawOf(passing) }),
      };
    },
  };
}

function rawOf({ search, body }: Passing): RecordedLine["raw"] {
  const text = body.toString("utf8");
  return Buffer.from(text).equals(body)
    ? { query: search, body: text }
    : { query: search, base64: body.toString("base64") };
}

function answerOf(passed: Passed): CallbackAnswer {
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

/** Says in one line why a request is not recorded, and nothing of what it holds. */
export function whyNotKept(error: unknown): string {
  const why =
    error instanceof RefusedError
      ? error.advice
      : error instanceof BadInputError
        ? error.message
        : `it cannot be written down: ${codeOf(error)}`;
  return `passed on, and not kept: ${why}`;
}
