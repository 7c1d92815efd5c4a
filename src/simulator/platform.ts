import { actionXml, type By } from "../callback-client/action-xml.ts";
import { sendCopies, type CallbackClient, type Delivered } from "../callback-client/client.ts";
import { freshStamp } from "../callback-client/stamp.ts";
import type { Action } from "../domain/action.ts";
import type { AccountMessage } from "../domain/reply.ts";
import type { Settings } from "../domain/settings.ts";
import { chatPage, putChatLine, readChatLine, type ChatLine } from "../records/chats.ts";
import { readSettings, settingsKey } from "../records/settings.ts";
import { putStamp, readStamp, stampKey } from "../records/stamps.ts";
import type { Store } from "../store/store.ts";
import { makePush } from "../wire/envelope.ts";
import type { ReplyRead } from "../wire/read-reply.ts";
import type { Secrets } from "../wire/secrets.ts";

/** What came of an action: what the phone shows next, and how the callback fared. */
export type Pushed = {
  readonly replies: readonly AccountMessage[];
  readonly delivery: Delivered;
  /** The callback's XML before it was sealed. */
  readonly sent: string;
};

/** How an action is told; `copies`: how often in all, each with the platform's tries. */
export type Pushing = Pick<By, "ends"> & { readonly copies?: number };

/** WeChat itself, as far as one account's callback can see it. */
export type Platform = {
  /** Tells the account's callback what a follower did, and shows the answer. */
  push(openid: string, action: Action, pushing?: Pushing): Promise<Pushed>;
  /** Shows a follower what an app sends by itself. */
  show(openid: string, agent: number, message: AccountMessage): Promise<void>;
  /** Shows the last lines of a follower's chat with an app, oldest first. */
  chat(openid: string, agent: number): Promise<readonly ChatLine[]>;
};

export type PlatformParts = {
  readonly store: Store;
  readonly callback: { readonly client: CallbackClient; readonly secrets: Secrets };
  /** World clock, ms. */
  readonly worldNow: () => Promise<number>;
  /** Real clock, ms: what envelopes are stamped with. */
  readonly realNow: () => number;
  readonly freshSettings: Settings;
};

const longestChat = 1000;

/** Makes the platform around one account. It meets the bot only over its signed callback. */
export function createPlatform(parts: PlatformParts): Platform {
  const { store, callback, freshSettings, worldNow, realNow } = parts;
  const { client, secrets } = callback;
  const agent = secrets.kind === "enterprise" ? 0 : undefined;

  /**
   * Adds a line to a chat under the follower's next number; an action is also stamped, each at least
   * a second after the one before: an event has no other identity than its CreateTime. One read and
   * one commit; the check on the stamp keeps two processes from taking the same number.
   */
  async function addLine(openid: string, agent: number, line: ChatLine) {
    for (;;) {
      const [entry, settings] = await store.read([stampKey(openid), settingsKey]);
      const { createTime: last, lines } = readStamp(entry);
      const createTime =
        line.from === "follower" ? Math.max(last + 1, Math.floor(line.at / 1000)) : last;
      const number = lines + 1;
      const committed = await store.commit({
        checks: [{ key: stampKey(openid), version: entry?.version ?? "" }],
        puts: [
          putStamp(openid, { createTime, lines: number }),
          putChatLine({ openid, agent, number }, line),
        ],
        deletes: [],
        adds: [],
      });
      if (committed === "done") return { createTime, settings };
    }
  }

  async function show(openid: string, agent: number, message: AccountMessage): Promise<void> {
    await addLine(openid, agent, { at: await worldNow(), from: "account", message });
  }

  return {
    show,

    async push(openid, action, { copies = 1, ends } = {}) {
      const done = { at: await worldNow(), from: "follower", action } as const;
      const { createTime, settings } = await addLine(openid, 0, done);
      const sent = actionXml(action, { secrets, agent }, { follower: openid, createTime, ends });
      const push = makePush(secrets, sent, { ...freshStamp(realNow()), agent });
      const { deliveries: tries } = readSettings(settings, freshSettings);
      const sending = { follower: openid, account: secrets.receiveId, tries };
      const delivery = await sendCopies(copies, () => client.send(push, sending));
      const replies = delivery.shown === undefined ? [] : [messageIn(delivery.shown)];
      for (const reply of replies) await show(openid, 0, reply);
      return { replies, delivery, sent };
    },

    async chat(openid, agent) {
      const entries = await store.scan("chats", chatPage(openid, agent, longestChat));
      return entries.flatMap((entry) => readChatLine(entry) ?? []).reverse();
    },
  };
}

// An official account's reply may be of a type that we have no words for.
function messageIn({ reply, msgtype }: ReplyRead): AccountMessage {
  return reply ?? { type: "other", msgtype };
}
