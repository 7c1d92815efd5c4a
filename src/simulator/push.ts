import { openReply } from "../wire/envelope.ts";
import { RefusedError } from "../wire/refusal.ts";
import type { Secrets } from "../wire/secrets.ts";

/** One try at delivering a push, as the platform would tell. */
export type Attempt = {
  readonly attempt: number;
  /** 0 when there was no answer at all. */
  readonly status: number;
  readonly ms: number;
  readonly error?: string;
};

/** What became of a push: every try, and the reply's XML if there was one. */
export type Delivered = {
  readonly deliveries: readonly Attempt[];
  readonly reply: string | undefined;
};

/** A signed, encrypted callback that is ready to be sent. */
export type Sealed = { readonly search: string; readonly body: string };

const withinMs = 5000;
const tries = 3;
const replyLimit = 1024 * 1024;

/**
 * Delivers a push as the platform does: 5 s a try, three tries in all, only 200 counts
 * (PROTOCOL §3.3). The reply is opened with the same secrets that signed the push.
 */
export async function deliver(url: string, secrets: Secrets, sealed: Sealed): Promise<Delivered> {
  const deliveries: Attempt[] = [];
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const { answered, ...tried } = await tryOnce(url, secrets, sealed);
    deliveries.push({ attempt, ...tried });
    if (tried.status === 200) return { deliveries, reply: answered };
    // Nobody who refuses a signature will like it better the next time; the platform would not know.
    if (tried.status === 401) break;
  }
  return { deliveries, reply: undefined };
}

type Tried = Omit<Attempt, "attempt"> & { readonly answered: string | undefined };

async function tryOnce(url: string, secrets: Secrets, { search, body }: Sealed): Promise<Tried> {
  const started = performance.now();
  const took = (): number => Math.round(performance.now() - started);
  try {
    const response = await fetch(`${url}?${search}`, {
      method: "POST",
      headers: { "Content-Type": "text/xml" },
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(withinMs),
    });
    const text = await readLimited(response);
    const { status } = response;
    if (status !== 200) return { status, ms: took(), error: firstLine(text), answered: undefined };
    const opened = opening(secrets, text);
    return { status, ms: took(), ...opened };
  } catch (error) {
    return { status: 0, ms: took(), error: reasonOf(error), answered: undefined };
  }
}

function opening(
  secrets: Secrets,
  text: string,
): { readonly answered: string | undefined; readonly error?: string } {
  try {
    return { answered: openReply(secrets, text) };
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return { answered: undefined, error: `the reply cannot be read: ${error.advice}` };
  }
}

async function readLimited(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // What fetch streams are bytes; its type does not say so.
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > replyLimit) throw new Error(`the reply is longer than ${replyLimit} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function firstLine(text: string): string {
  return (text.split("\n", 1)[0] ?? "").slice(0, 200);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  if (error.name === "TimeoutError") return `no answer within ${withinMs / 1000} s`;
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return `${error.message}: ${"code" in cause ? String(cause.code) : cause.message}`;
}
