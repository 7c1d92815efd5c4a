import { freshMessageId, freshStamp } from "../callback-client/stamp.ts";
import type { Settings } from "../domain/settings.ts";
import { chatPage, putChatLine, readChatLine, type ChatLine } from "../records/chats.ts";
import { readSettings, settingsKey } from "../records/settings.ts";
import { putStamp, readStamp, stampKey } from "../records/stamps.ts";
import type { Store } from "../store/store.ts";
import { makePush } from "../wire/envelope.ts";
import type { Secrets } from "../wire/secrets.ts";
import { writeCallback } from "../wire/write-callback.ts";
import { readReply, type ReplyRead } from "../wire/read-reply.ts";
import type { Gesture } from "./messages.ts";
import { deliver, type Attempt, type Delivered, type Post } from "./push.ts";

/** What came of an action: what the phone shows next, and how the callback fared. */
export type Pushed = {
  readonly replies: readonly ShownReply[];
  readonly deliveries: readonly Attempt[];
  /** The callback before it was sealed, and the reply when it had been opened. */
  readonly xml: { readonly sent: string; readonly received: string | undefined };
};

/** A reply as the phone shows it. */
export type ShownReply = Pick<ReplyRead, "msgtype" | "content" | "mediaId" | "articles">;

/** WeChat itself, as far as one account's callback can see it. */
export type Platform = {
  /** Tells the account's callback what a follower did, `copies` times, and shows the answer. */
  push(openid: string, gesture: Gesture, copies: number): Promise<Pushed>;
  /** Shows a follower what an app sends by itself. */
  show(
    openid: string,
    agent: number,
    shown: Pick<ChatLine, "msgtype" | "content" | "articles">,
  ): Promise<void>;
  /** Shows a follower's chat with an app, oldest first. */
  chat(openid: string, agent: number): Promise<readonly ChatLine[]>;
};

export type PlatformParts = {
  readonly store: Store;
  readonly callback: { readonly post: Post; readonly secrets: Secrets };
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

  async function note(openid: string, line: ChatLine, agent = 0): Promise<void> {
    const puts = [putChatLine(openid, agent, line)];
    await store.commit({ checks: [], puts, deletes: [], adds: [] });
  }

  return {
    async push(openid, gesture, copies) {
      const now = await worldNow();
      const createTime = await stamped(store, openid, Math.floor(now / 1000));
      const { secrets } = callback;
      const enterprise = secrets.kind === "enterprise";
      const messageId = gesture.msgtype === "event" ? undefined : freshMessageId();
      const xml = writeCallback({
        follower: openid,
        account: secrets.receiveId,
        agent: enterprise ? 0 : undefined,
        createTime,
        msgtype: gesture.msgtype,
        fields: gesture.fields,
        ends: gesture.ends,
        messageId,
      });
      await note(openid, lineOf("follower", gesture.msgtype, gesture.content, now));
      const agent = enterprise ? 0 : undefined;
      const sealed = makePush(secrets, xml, { ...freshStamp(realNow()), agent });
      const [settings] = await store.read([settingsKey]);
      const { deliveries: tries } = readSettings(settings, freshSettings);
      const asked = { follower: openid, account: secrets.receiveId };
      const delivered: Delivered[] = [];
      for (let copy = 0; copy < copies; copy += 1) {
        delivered.push(await deliver(callback.post, sealed, asked, tries));
      }
      const received = delivered.find(({ reply }) => reply !== undefined)?.reply;
      const replies = repliesOf(received);
      for (const reply of replies) {
        await note(openid, lineOf("account", reply.msgtype, shownOf(reply), await worldNow()));
      }
      return { replies, deliveries: attemptsOf(delivered), xml: { sent: xml, received } };
    },

    async show(openid, agent, { msgtype, content, articles }) {
      const line = lineOf("account", msgtype, content, await worldNow());
      await note(openid, { ...line, ...(articles && { articles }) }, agent);
    },

    async chat(openid, agent) {
      const entries = await store.scan("chats", chatPage(openid, agent, longestChat));
      return entries.flatMap((entry) => readChatLine(entry) ?? []);
    },
  };
}

// Each push of a follower is stamped at least a second after the one before: an event has no other
// identity than its CreateTime.
async function stamped(store: Store, openid: string, seconds: number): Promise<number> {
  for (;;) {
    const [entry] = await store.read([stampKey(openid)]);
    const last = readStamp(entry);
    const createTime = last >= seconds ? last + 1 : seconds;
    const committed = await store.commit({
      checks: [{ key: stampKey(openid), version: entry?.version ?? "" }],
      puts: [putStamp(openid, createTime)],
      deletes: [],
      adds: [],
    });
    if (committed === "done") return createTime;
  }
}

let lines = 0;

function lineOf(from: ChatLine["from"], msgtype: string, content: string, at: number): ChatLine {
  lines += 1;
  return { at, order: String(lines).padStart(12, "0"), from, msgtype, content };
}

// The phone shows one answer however often a message was delivered (PROTOCOL §3.3).
function repliesOf(received: string | undefined): readonly ShownReply[] {
  if (received === undefined) return [];
  const { msgtype, content, mediaId, articles } = readReply(received);
  return [
    {
      msgtype,
      ...(content !== undefined && { content }),
      ...(mediaId !== undefined && { mediaId }),
      ...(articles && { articles }),
    },
  ];
}

function attemptsOf(delivered: readonly Delivered[]): readonly Attempt[] {
  const [first] = delivered;
  return delivered
    .flatMap(({ deliveries, reply }) =>
      deliveries.map((tried) =>
        reply === first?.reply || tried.error !== undefined
          ? tried
          : { ...tried, error: "this copy was answered differently" },
      ),
    )
    .map((tried, index) => ({ ...tried, attempt: index + 1 }));
}

function shownOf({ content, mediaId, articles }: ShownReply): string {
  return content ?? mediaId ?? (articles ?? []).map(({ title }) => title).join(" ");
}
