import { readAtMost } from "./read-at-most.ts";

/** One request to a callback URL: a callback, or without a body the check of the URL. */
export type Call = {
  readonly url: string;
  /** What follows the `?`. */
  readonly search: string;
  readonly body?: string | Uint8Array | undefined;
  /** Of the body; `text/xml` unless said otherwise, as the platform's. */
  readonly contentType?: string | undefined;
  /** Real time, ms; the platform waits 5 s (PROTOCOL §3.3). */
  readonly withinMs?: number | undefined;
};

/** What a callback URL answered, or why there is no answer. */
export type Called = {
  /** 0: no answer at all. */
  readonly status: number;
  readonly ms: number;
  readonly headers: Headers;
  /** As it came, to the byte. */
  readonly body: Buffer;
  /** One line; undefined when there is a whole answer, whatever its status. */
  readonly problem?: string;
  /** What kind of problem it is: nobody there, too late, or an answer without end. */
  readonly failure?: "unreachable" | "late" | "endless";
  /** What the system or TLS calls the failure, such as `ECONNREFUSED`, where it has a name. */
  readonly code?: string;
};

/** What of an answer is judged; where nothing went over a wire there are no headers. */
export type CallbackAnswer = Omit<Called, "headers"> & Partial<Pick<Called, "headers">>;

/** How long the platform waits for an answer, ms (PROTOCOL §3.3). */
export const answerWithinMs = 5000;

const longestAnswer = 1024 * 1024;

/**
 * Calls a callback URL once, as the platform does: no redirects, 5 s, at most 1 MiB. Each call has a
 * connection of its own, since one that was kept may be closed at the moment it is used again, and
 * that would look like the bot's fault. Never throws.
 */
export async function call({
  url,
  search,
  body,
  contentType = "text/xml",
  withinMs = answerWithinMs,
}: Call): Promise<Called> {
  const started = performance.now();
  const took = (): number => Math.round(performance.now() - started);
  try {
    const response = await fetch(withSearch(url, search), {
      redirect: "manual",
      signal: AbortSignal.timeout(withinMs),
      headers: { Connection: "close", ...(body !== undefined && { "Content-Type": contentType }) },
      ...(body !== undefined && { method: "POST", body }),
    });
    const { status, headers } = response;
    const { bytes, isWhole } = await readAtMost(response, longestAnswer);
    const answer = { status, headers, body: bytes, ms: took() };
    if (isWhole) return answer;
    const problem = `the reply is longer than ${longestAnswer} bytes`;
    return { ...answer, problem, failure: "endless" };
  } catch (error) {
    const problem = problemOf(error, withinMs);
    const failure = isTimeout(error) ? "late" : "unreachable";
    const code = codeOf(error);
    return {
      status: 0,
      ms: took(),
      headers: new Headers(),
      body: Buffer.alloc(0),
      problem,
      failure,
      ...(code !== undefined && { code }),
    };
  }
}

/** Adds a query to a URL that may have one already. */
export function withSearch(url: string, search: string): string {
  return `${url}${url.includes("?") ? "&" : "?"}${search}`;
}

function problemOf(error: unknown, withinMs: number): string {
  if (!(error instanceof Error)) return "failed";
  if (isTimeout(error)) return `no answer within ${withinMs / 1000} s`;
  const { cause } = error;
  const why = codeOf(error) ?? (cause instanceof Error ? cause.message : error.message);
  return `cannot be reached: ${why}`;
}

function codeOf(error: unknown): string | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && "code" in cause ? String(cause.code) : undefined;
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === "TimeoutError";
}
