import { request } from "undici";
import { longestAnswer, readAtMost, unpacked } from "./answer-body.ts";

/** What is sent to a callback URL: a callback, or without a body the check of the URL. */
export type CallbackRequest = {
  /** What follows the `?`. */
  readonly search: string;
  readonly body?: string | Uint8Array | undefined;
  /** Of the body; `text/xml` unless said otherwise, as the platform's. */
  readonly contentType?: string | undefined;
};

/** One request to a callback URL. */
export type Call = CallbackRequest & {
  readonly url: string;
  /** Real time, ms; the platform waits 5 s (PROTOCOL §3.3). */
  readonly withinMs?: number | undefined;
};

/** The headers of an answer, by names in lower case. */
export type AnswerHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What a callback answered, or why there is no answer. */
export type CallbackAnswer = {
  /** 0: no answer at all. */
  readonly status: number;
  readonly ms: number;
  /** None where nothing went over a wire. */
  readonly headers: AnswerHeaders;
  /** As it came, to the byte, but unpacked. */
  readonly body: Buffer;
  /** One line; undefined when there is a whole answer, whatever its status. */
  readonly problem?: string;
  /** What kind of problem it is: nobody there, too late, or an answer without end. */
  readonly failure?: "unreachable" | "late" | "endless";
  /** What the system or TLS calls the failure, such as `ECONNREFUSED`, where it has a name. */
  readonly code?: string;
};

/** How long the platform waits for an answer, ms (PROTOCOL §3.3). */
export const answerWithinMs = 5000;

/**
 * Calls a callback URL once, as the platform does: POST where there is a body, no redirects, 5 s, at
 * most 1 MiB of answer. Never throws.
 */
export function call({
  url,
  search,
  contentType = "text/xml",
  ...request
}: Call): Promise<CallbackAnswer> {
  const method = request.body === undefined ? "GET" : "POST";
  return sendHttp({ ...request, method, url: withSearch(url, search), contentType });
}

/** One request over HTTP. */
export type HttpRequest = Omit<Call, "search"> & {
  readonly method: "GET" | "POST" | "PATCH";
  /** How much of the answer is read, bytes; 1 MiB unless given. */
  readonly longest?: number;
};

/**
 * Sends one request and reads the answer, up to a time and a length. Each has a connection of its
 * own, since one that was kept may be closed at the moment it is used again, and that would look like
 * the other end's fault. Never throws.
 */
export async function sendHttp({
  method,
  url,
  body,
  contentType,
  withinMs = answerWithinMs,
  longest = longestAnswer,
}: HttpRequest): Promise<CallbackAnswer> {
  const started = performance.now();
  const took = (): number => Math.round(performance.now() - started);
  try {
    const response = await request(url, {
      method,
      reset: true,
      signal: AbortSignal.timeout(withinMs),
      ...(body !== undefined && { headers: { "content-type": contentType }, body }),
    });
    const { statusCode: status, headers } = response;
    const { bytes, isWhole } = await readAtMost(response.body, longest);
    const answer = {
      status,
      headers,
      body: unpacked(bytes, headers["content-encoding"]),
      ms: took(),
    };
    if (isWhole) return answer;
    const problem = `the reply is longer than ${longest} bytes`;
    return { ...answer, problem, failure: "endless" };
  } catch (error) {
    const code = failureCode(error);
    return {
      ...noAnswer,
      ms: took(),
      problem: problemOf(error, withinMs),
      failure: isTimeout(error) ? "late" : "unreachable",
      ...(code !== undefined && { code }),
    };
  }
}

/** What there is of an answer where there is none. */
export const noAnswer = { status: 0, headers: {}, body: Buffer.alloc(0) } as const;

/** Adds a query to a URL that may have one already. */
export function withSearch(url: string, search: string): string {
  return `${url}${url.includes("?") ? "&" : "?"}${search}`;
}

function problemOf(error: unknown, withinMs: number): string {
  if (!(error instanceof Error)) return "failed";
  if (isTimeout(error)) return `no answer within ${withinMs / 1000} s`;
  return `cannot be reached: ${failureCode(error) ?? error.message}`;
}

/** What the system, TLS or the client calls an error, such as `ECONNREFUSED`. */
function failureCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string"
    ? error.code
    : undefined;
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === "TimeoutError";
}
