import { failureIn, type Asked, type Judged } from "../callback-client/verdict.ts";
import type { Push } from "../wire/envelope.ts";

/** One try at delivering a push, as the platform would tell. */
export type Attempt = {
  readonly attempt: number;
  /** 0 when there was no answer at all. */
  readonly status: number;
  readonly ms: number;
  readonly error?: string;
};

/** What became of a push: every try, and the XML of the reply that was taken, if one was. */
export type Delivered = {
  readonly deliveries: readonly Attempt[];
  readonly reply: string | undefined;
};

/** Brings a push to the account's callback, once, and judges what is answered. */
export type Post = (push: Push, asked: Asked) => Promise<Judged>;

/**
 * Delivers a push as the platform does: so many tries in all, and only 200 counts, whatever else
 * the status is (PROTOCOL §3.3). A reply that is wrong is told as an error, and not shown.
 */
export async function deliver(
  post: Post,
  push: Push,
  asked: Asked,
  tries: number,
): Promise<Delivered> {
  const deliveries: Attempt[] = [];
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const { called, verdict } = await post(push, asked);
    const { status, ms } = called;
    const failure = failureIn(verdict);
    deliveries.push({ attempt, status, ms, ...(failure && { error: failure.text }) });
    if (status === 200) return { deliveries, reply: failure ? undefined : verdict.xml };
  }
  return { deliveries, reply: undefined };
}
