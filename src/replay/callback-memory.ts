import { callbackId } from "../domain/callback.ts";
import { readCallback } from "../wire/read-callback.ts";
import { RefusedError } from "../wire/refusal.ts";
import type { Secrets } from "../wire/secrets.ts";

/** Replaces the value kept for a callback by what `next` makes of it, and returns the new one. */
export type CallbackMemory<T> = (xml: string, next: (before: T | undefined) => T) => T;

const most = 10_000;

/**
 * Remembers a value for each of the last 10,000 callbacks. Two deliveries are the same callback by
 * the rule by which the assistant recognises a redelivery.
 */
export function createCallbackMemory<T>(secrets: Secrets): CallbackMemory<T> {
  const values = new Map<string, T>();
  return (xml, next) => {
    const id = identityOf(xml, secrets);
    const value = next(values.get(id));
    values.delete(id);
    values.set(id, value);
    const [oldest] = values.keys();
    if (values.size > most && oldest !== undefined) values.delete(oldest);
    return value;
  };
}

/** Names a callback by sender and id; one that the assistant cannot read by its whole XML. */
function identityOf(xml: string, secrets: Secrets): string {
  try {
    const callback = readCallback(xml, secrets);
    if (callback.kind !== "suite" && callback.kind !== "unreadable")
      return `${callback.follower}\0${callbackId(callback)}`;
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
  }
  return xml;
}
