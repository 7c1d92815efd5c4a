import type { Called } from "../caller/call.ts";
import { openReply, type Push } from "../wire/envelope.ts";
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

/** Brings a push to the account's callback, once. */
export type Post = (push: Push) => Promise<Omit<Called, "headers">>;

/**
 * Delivers a push as the platform does: so many tries in all, and only 200 counts, whatever else
 * the status is (PROTOCOL §3.3). The reply is opened with the same secrets that signed the push.
 */
export async function deliver(
  post: Post,
  secrets: Secrets,
  push: Push,
  tries: number,
): Promise<Delivered> {
  const deliveries: Attempt[] = [];
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const called = await post(push);
    const { status, ms } = called;
    const { reply, error } = read(called, secrets);
    deliveries.push({ attempt, status, ms, ...(error !== undefined && { error }) });
    if (status === 200) return { deliveries, reply };
  }
  return { deliveries, reply: undefined };
}

type Read = { readonly reply?: string | undefined; readonly error?: string | undefined };

function read({ status, body, problem }: Awaited<ReturnType<Post>>, secrets: Secrets): Read {
  if (problem !== undefined) return { error: problem };
  const text = body.toString("utf8");
  if (status !== 200) return { error: firstLine(text) };
  try {
    return { reply: openReply(secrets, text) };
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return { error: `the reply cannot be read: ${error.advice}` };
  }
}

function firstLine(text: string): string {
  return (text.split("\n", 1)[0] ?? "").slice(0, 200);
}
