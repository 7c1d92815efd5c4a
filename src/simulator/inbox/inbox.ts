import { randomUUID } from "node:crypto";
import { codeMessage } from "../../domain/code-message.ts";
import { parseContact, plainText, writtenContact } from "../../domain/contact.ts";
import type { CodeMaker } from "../../records/codes.ts";
import { putReceived, readReceived, type Received } from "../../records/inbox.ts";
import { kinds } from "../../records/kinds.ts";
import type { Outgoing } from "../../records/outbox.ts";
import { everyPage } from "../../store/every-page.ts";
import type { Change, Store } from "../../store/store.ts";
import { foundCode } from "./found-code.ts";
import { readInboxMessage } from "./inbox-message.ts";

/** A message as whoever looks into the inbox reads it. */
export type InboxMessage = {
  readonly id: string;
  readonly channel: "sms" | "mail";
  /** As people write it: a Chinese number without its +86. */
  readonly to: string;
  readonly text: string;
  readonly code?: string;
  /** World clock, ISO 8601 in UTC. */
  readonly at: string;
};

/** The phones and mailboxes of the simulated world. */
export type Inbox = {
  /** What was received, newest first: by whom (`to`, however it is written), and at most `limit`. */
  list(wanted?: {
    readonly to?: string;
    readonly limit?: number;
  }): Promise<readonly InboxMessage[]>;
  /** Receives a message of any bot, `{channel, to, text}`. Throws `BadInputError` for another body. */
  add(body: unknown): Promise<InboxMessage>;
};

const newestFirst = { limit: 200, reverse: true } as const;

/** Makes the inbox of a store; our own codes are derived afresh whenever somebody looks. */
export function createInbox(options: {
  readonly store: Store;
  readonly codes: CodeMaker;
  /** World clock, ms. */
  readonly worldNow: () => Promise<number>;
}): Inbox {
  const { store, codes, worldNow } = options;
  let added = 0;
  // Two of the same moment keep their order.
  const newId = (): string => `${String((added += 1)).padStart(8, "0")}-${randomUUID()}`;
  return {
    async list({ to, limit = Infinity } = {}) {
      const address = to === undefined ? undefined : normalised(to);
      const found: Received[] = [];
      for await (const entries of everyPage(store, kinds.inbox.name, newestFirst)) {
        const received = entries.flatMap((entry) => readReceived(entry) ?? []);
        found.push(...received.filter(({ to: at }) => address === undefined || at === address));
        if (found.length >= limit) break;
      }
      return found.slice(0, limit).map((received) => messageOf(received, codes));
    },
    async add(body) {
      const message = readInboxMessage(body);
      const at = await worldNow();
      const received: Received = { id: newId(), ...message, at, from: "other" };
      const puts = [putReceived(received)];
      await store.commit({ checks: [], puts, deletes: [], adds: [] });
      return messageOf(received, codes);
    },
  };
}

/** What a simulated phone or mailbox keeps of a code: enough to derive it, never the code. */
export function receivedPut(outgoing: Outgoing, now: number): Change["puts"][number] {
  const { follower, challenge, language, account, minutes } = outgoing;
  const { channel, to } = challenge.contact;
  // It arrived when it was asked for, whenever we came round to it.
  const at = Math.min(outgoing.due, now);
  const words = { language, account, minutes };
  const received = { id: challenge.id, channel, to, at, follower, challenge };
  return putReceived({ ...received, ...words, from: "assistant" });
}

function normalised(to: string): string {
  return parseContact(to)?.to ?? plainText(to);
}

function messageOf(received: Received, codes: CodeMaker): InboxMessage {
  const { id, channel } = received;
  const to = writtenContact(received);
  const at = new Date(received.at).toISOString();
  if (received.from === "other") {
    const code = foundCode(received.text);
    return { id, channel, to, text: received.text, ...(code === undefined ? {} : { code }), at };
  }
  const { follower, challenge, account, minutes, language } = received;
  const code = codes.codeOf(follower, challenge);
  const { text } = codeMessage({ account, code, minutes, language });
  return { id, channel, to, text, code, at };
}
