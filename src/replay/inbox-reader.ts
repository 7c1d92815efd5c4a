import { askJson } from "../callback-client/ask-json.ts";
import { parseContact } from "../domain/contact.ts";
import { readArrivals } from "../talk/play/arrivals.ts";
import type { Arrival } from "../talk/play/target.ts";

/** What arrives while a recording is played. */
export type InboxReader = {
  /** Answers what has arrived since the last call, oldest first. */
  fresh(): Promise<readonly Arrival[]>;
  /** Answers the last code that reached a contact; undefined: the last one that reached anybody. */
  lastCode(contact: string | undefined): Promise<string | undefined>;
};

/**
 * Reads the simulator's inbox through its control API; a target without one has no arrivals, and is
 * not asked again.
 */
export async function createInboxReader(origin: string): Promise<InboxReader> {
  const before = await messagesOf(origin, "limit=50");
  // What lay there before belongs to somebody else's conversation.
  const old = new Set(before?.map(({ id }) => id));
  const seen = new Set(old);
  const isThere = before !== undefined;
  return {
    async fresh() {
      if (!isThere) return [];
      const messages = (await messagesOf(origin, "limit=50")) ?? [];
      const arrived = messages.filter(({ id }) => !seen.has(id)).reverse();
      for (const { id } of arrived) seen.add(id);
      return arrived;
    },
    async lastCode(contact) {
      if (!isThere) return undefined;
      const to = contact === undefined ? undefined : parseContact(contact)?.to;
      const search = to === undefined ? "limit=50" : `to=${encodeURIComponent(to)}&limit=5`;
      const messages = (await messagesOf(origin, search)) ?? [];
      return messages.find(({ id, code }) => code !== undefined && !old.has(id))?.code;
    },
  };
}

async function messagesOf(origin: string, search: string): Promise<readonly Arrival[] | undefined> {
  const { json } = await askJson("GET", `${origin}/_sim/inbox?${search}`);
  return readArrivals(json);
}
