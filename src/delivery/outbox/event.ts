import type { Contact } from "../../domain/contact.ts";
import { refOf } from "../../domain/follower.ts";
import type { Outgoing } from "../../records/outbox.ts";

/** One step of a delivery, for logs and metrics: never a contact, never a code. */
export type DeliveryEvent = {
  readonly channel: Contact["channel"];
  /** How often it has been tried, this time included. */
  readonly attempts: number;
  /** The follower's short name, `F-4K7Q`. */
  readonly follower: string;
} & (
  { readonly type: "carried" } | { readonly type: "retried" | "given-up"; readonly reason: string }
);

/** Says of whose code an event tells, by what logs may know. */
export function subjectOf({
  follower,
  challenge,
  attempts,
}: Pick<Outgoing, "follower" | "challenge" | "attempts">): Pick<
  DeliveryEvent,
  "channel" | "attempts" | "follower"
> {
  return { channel: challenge.contact.channel, attempts, follower: refOf(follower) };
}
