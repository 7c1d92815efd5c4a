import { callbackId } from "../domain/callback.ts";
import { readCallback } from "../wire/read-callback.ts";
import { RefusedError } from "../wire/refusal.ts";
import type { Secrets } from "../wire/secrets.ts";

/**
 * Names a callback among all, by the rule by which the door knows a redelivery; what the door does
 * not understand is named by all that it says.
 */
export function identityOf(xml: string, secrets: Secrets): string {
  try {
    const callback = readCallback(xml, secrets);
    if (callback.kind !== "suite" && callback.kind !== "unreadable")
      return `${callback.follower}\0${callbackId(callback)}`;
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
  }
  return xml;
}
