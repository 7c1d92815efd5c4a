import type { Contact } from "./contact.ts";

/** Which contacts codes can be carried to: a channel that no courier serves is not offered. */
export type Reach = Contact["channel"] | "both";

/** Says whether a code can be carried to a contact. */
export function isReached(contact: Contact, reach: Reach): boolean {
  return reach === "both" || reach === contact.channel;
}
