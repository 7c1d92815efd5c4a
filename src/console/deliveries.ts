import { BadInputError } from "../domain/bad-input.ts";
import type { Who } from "../domain/administration.ts";
import type { Challenge } from "../domain/conversation.ts";
import { refOf } from "../domain/follower.ts";
import { accountKey, readAccount } from "../records/account.ts";
import { conversationKey, readConversation } from "../records/conversations.ts";
import { readGivenUp } from "../records/given-up.ts";
import { kinds } from "../records/kinds.ts";
import { listOf } from "../records/lists.ts";
import { putOutgoing, readOutgoing, type Outgoing } from "../records/outbox.ts";
import { readSettings, settingsKey } from "../records/settings.ts";
import type { Entry, Key } from "../store/store.ts";
import { commitAudited } from "./audited.ts";
import { pageFrom, type PageAsked, type Paged } from "./pages.ts";
import type { AdminParts } from "./parts.ts";

/** Where a code is that has not been delivered. */
export const deliveryStates = ["waiting", "given-up"] as const;

export type DeliveryState = (typeof deliveryStates)[number];

/** A code on its way, or given up, as administrators see it; never the code itself. */
export type DeliveryShown = {
  readonly id: string;
  readonly state: DeliveryState;
  readonly channel: "sms" | "mail";
  readonly to: string;
  readonly follower: { readonly openid: string; readonly ref: string };
  readonly attempts: number;
  /** When it is tried (again), or was given up. */
  readonly at: string;
  /** From when on the code is no longer good. */
  readonly expires: string;
  /** What the provider said last. */
  readonly reason?: string;
};

const kindOf = { waiting: kinds.outbox, "given-up": kinds.givenUp } as const;

/** Lists codes on their way, the next first, or given up, the last first. */
export function listDeliveries(
  { store }: Pick<AdminParts, "store">,
  state: DeliveryState,
  asked: PageAsked,
): Promise<Paged<DeliveryShown>> {
  const codes = listOf(kindOf[state], (entry) => seen(state, entry));
  return pageFrom(store, state === "given-up" ? { ...codes, reverse: true } : codes, asked);
}

/**
 * Has a code tried again at once. Throws `BadInputError` when it is no longer there, is being
 * carried, or is no longer good: then the person asks for another.
 */
export async function tryAgain(
  parts: Pick<AdminParts, "store" | "realNow" | "worldNow" | "freshSettings">,
  who: Who,
  id: string,
): Promise<DeliveryShown> {
  const { state, key } = placeOf(id);
  const { store } = parts;
  return commitAudited(parts, async () => {
    const now = await parts.worldNow();
    const [entry] = await store.read([key]);
    const outgoing = await outgoingOf(parts, state, entry, now);
    if (outgoing === undefined) {
      throw new BadInputError(
        "that delivery is no longer there: it was tried, delivered or given up meanwhile; list them again",
        "unknown",
      );
    }
    if (outgoing.claimedBy !== undefined) {
      throw new BadInputError("that code is being delivered at this moment", "conflict");
    }
    const { challenge, follower } = outgoing;
    const [kept] = await store.read([conversationKey(follower)]);
    const conversation = readConversation(kept);
    const awaited = conversation.phase === "asking-code" ? conversation.challenge.id : undefined;
    if (awaited !== challenge.id || challenge.expires <= now) {
      throw new BadInputError(
        "that code is no longer good, so it is not sent; the person gets another by writing resend",
        "conflict",
      );
    }
    const again = putOutgoing({ ...outgoing, due: now });
    return {
      change: {
        checks: [{ key, version: entry?.version ?? "" }],
        puts: [again],
        // A code that is due now already stays under its key.
        deletes: again.key === key ? [] : [key],
      },
      audited: { who, act: "deliveries.change", object: id, after: { due: "now" } },
      answer: shown("waiting", again.key, { ...outgoing, due: now }),
    };
  });
}

async function outgoingOf(
  { store, freshSettings }: Pick<AdminParts, "store" | "freshSettings">,
  state: DeliveryState,
  entry: Entry | undefined,
  due: number,
): Promise<Outgoing | undefined> {
  if (state === "waiting") return readOutgoing(entry);
  const givenUp = readGivenUp(entry);
  if (givenUp === undefined) return undefined;
  const [settings, account] = await store.read([settingsKey, accountKey]);
  const { language, codeLifetimeMinutes } = readSettings(settings, freshSettings);
  const { follower, challenge } = givenUp;
  return {
    follower,
    challenge,
    language,
    account: readAccount(account).name,
    minutes: codeLifetimeMinutes,
    due,
    attempts: 0,
  };
}

function seen(state: DeliveryState, entry: Entry): DeliveryShown | undefined {
  if (state === "waiting") {
    const outgoing = readOutgoing(entry);
    return outgoing && shown(state, entry.key, outgoing);
  }
  const givenUp = readGivenUp(entry);
  if (givenUp === undefined) return undefined;
  const { at, reason, ...rest } = givenUp;
  return shown(state, entry.key, { ...rest, due: at, lastError: reason });
}

function shown(
  state: DeliveryState,
  key: Key,
  kept: Pick<Outgoing, "follower" | "attempts" | "due" | "lastError"> & {
    readonly challenge: Challenge;
  },
): DeliveryShown {
  const { contact, expires } = kept.challenge;
  return {
    id: idOf(state, key),
    state,
    channel: contact.channel,
    to: contact.to,
    follower: { openid: kept.follower, ref: refOf(kept.follower) },
    attempts: kept.attempts,
    at: new Date(kept.due).toISOString(),
    expires: new Date(expires).toISOString(),
    ...(kept.lastError !== undefined && { reason: kept.lastError }),
  };
}

/** `waiting-<due>-<challenge id>`: what stands behind the collection, in a form that fits a URL. */
function idOf(state: DeliveryState, key: Key): string {
  const [, at = "", ...rest] = key.split("/");
  return `${state}-${at}-${rest.join("/")}`;
}

function placeOf(id: string): { readonly state: DeliveryState; readonly key: Key } {
  const [, state, at, challenge] = /^(waiting|given-up)-(\d{15})-(.{1,64})$/.exec(id) ?? [];
  const known = deliveryStates.find((one) => one === state);
  if (known === undefined || at === undefined || challenge === undefined) {
    throw new BadInputError(
      "no delivery has such an id; GET /api/deliveries lists them",
      "unknown",
    );
  }
  return { state: known, key: `${kindOf[known].name}/${at}/${challenge}` };
}
