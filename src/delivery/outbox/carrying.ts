import { codeMessage } from "../../domain/code-message.ts";
import type { Contact } from "../../domain/contact.ts";
import { refOf } from "../../domain/follower.ts";
import type { CodeMaker } from "../../records/codes.ts";
import { conversationKey, readConversation } from "../../records/conversations.ts";
import { readOutgoing, type Outgoing } from "../../records/outbox.ts";
import { StoreAwayError, type Key, type Put, type Store } from "../../store/store.ts";
import {
  NotCarriedError,
  reasonOf,
  RefusedForGoodError,
  type Carried,
  type Courier,
} from "../courier.ts";
import { createCarriedCodes, type CarriedCodes, type Claims } from "./claims.ts";
import { claimOf, givenUpPut, laterPut, replace, type Waiting } from "./entries.ts";
import { isWorthCarrying, pause, retryDelayMs, withinTime, type Timing } from "./timing.ts";

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

/** What carrying one code needs. */
export type CarryingParts = {
  readonly store: Store;
  readonly codes: CodeMaker;
  /** World clock, ms. */
  readonly worldNow: () => Promise<number>;
  /** Real clock, ms. */
  readonly realNow: () => number;
  readonly random: () => number;
  readonly couriers: ReadonlyMap<Contact["channel"], Courier>;
  /**
   * Says what is kept in the place of an entry that no courier carries, as of `now` (world clock):
   * where phones and mailboxes are simulated. Undefined: such an entry is given up.
   */
  readonly withoutCourier: ((outgoing: Outgoing, now: number) => Put) | undefined;
  readonly told: (event: DeliveryEvent) => void;
  readonly timing: Timing;
  readonly claims: Claims;
  /** A clock that nobody sets, ms. */
  readonly elapsed: () => number;
  readonly goesOn: () => boolean;
  /** Nothing may be written any more. */
  readonly isOver: () => boolean;
};

const missing: Readonly<Record<Contact["channel"], string>> = {
  sms: "there is no SMS_WEBHOOK_URL, so no SMS can be sent",
  mail: "there is no SMTP_URL, so no mail can be sent",
};

/**
 * Makes the function that carries one entry that is due: to a courier under a claim, to the
 * simulated inbox, or to the codes given up. The claim is committed first, then the code is sent,
 * then the entry is deleted: a crash before the deletion sends the same code a second time.
 */
export function createCarrying(
  parts: CarryingParts,
): (waiting: Waiting, now: number) => Promise<void> {
  const { store, couriers, withoutCourier, timing, claims, elapsed, goesOn } = parts;
  const carried = createCarriedCodes(elapsed);
  return async (waiting, now) => {
    const { challenge, lastError } = waiting.outgoing;
    // A challenge without a userid is a decoy: no code can be right, so none is sent.
    if (challenge.userid === undefined) return drop(store, waiting);
    if (carried.has(challenge.id)) return drop(store, waiting);
    const courier = couriers.get(challenge.contact.channel);
    if (courier === undefined) {
      if (withoutCourier !== undefined) {
        return keep(parts, waiting, withoutCourier(waiting.outgoing, now));
      }
      return giveUp(parts, waiting, { now, reason: missing[challenge.contact.channel] });
    }
    if (!isWorthCarrying(waiting.outgoing, now)) {
      const last = lastError === undefined ? "" : `; the last try: ${lastError}`;
      return giveUp(parts, waiting, { now, reason: `the code came too close to its end${last}` });
    }
    if (!(await isStillWanted(store, waiting.outgoing))) return drop(store, waiting);
    const claimed = claims.claimed(waiting.outgoing);
    if (!goesOn()) return;
    const asked = elapsed();
    if ((await store.commit(claimOf(waiting, claimed))) !== "done") return;
    // A claim that was confirmed too late may end before the courier is done; it can be made again.
    if (elapsed() - asked > timing.confirmMs) return;
    await carry({ ...parts, carried }, waiting, { claimed, courier });
  };
}

/**
 * Says whether the follower still waits for this code: not after a resend, another contact or a
 * right code.
 */
async function isStillWanted(store: Store, { follower, challenge }: Outgoing): Promise<boolean> {
  const conversation = readConversation((await store.read([conversationKey(follower)]))[0]);
  return conversation.phase === "asking-code" && conversation.challenge.id === challenge.id;
}

async function drop(store: Store, waiting: Waiting): Promise<void> {
  await replace(store, waiting, []);
}

async function keep({ store, told }: CarryingParts, waiting: Waiting, put: Put): Promise<void> {
  const { outgoing } = waiting;
  if ((await replace(store, waiting, [put])) !== "done") return;
  told({ type: "carried", ...subjectOf({ ...outgoing, attempts: outgoing.attempts + 1 }) });
}

async function giveUp(
  { store, realNow, told }: CarryingParts,
  waiting: Waiting,
  { now, reason }: { readonly now: number; readonly reason: string },
): Promise<void> {
  const { outgoing } = waiting;
  const put = givenUpPut(outgoing, reason, { world: now, real: realNow() });
  if ((await replace(store, waiting, [put])) !== "done") return;
  told({ type: "given-up", ...subjectOf(outgoing), reason });
}

async function carry(
  parts: CarryingParts & { readonly carried: CarriedCodes },
  { key }: Waiting,
  { claimed, courier }: { readonly claimed: Outgoing; readonly courier: Courier },
): Promise<void> {
  const { store, codes, told, timing, carried } = parts;
  const late = new NotCarriedError(`no answer within ${timing.carryMs / 1000} s`);
  try {
    await withinTime(courier.carry(messageOf(claimed, codes)), timing.carryMs, late);
  } catch (error) {
    return persist(() => failed(parts, { key, claimed, error }), parts);
  }
  carried.note(claimed.challenge.id, claimed.minutes * 60_000);
  told({ type: "carried", ...subjectOf(claimed) });
  // Without a check: the code has been sent, so a later claim of another delivery is void too.
  const done = { checks: [], puts: [], deletes: [key], adds: [] };
  await persist(() => store.commit(done), parts);
}

function messageOf(outgoing: Outgoing, codes: CodeMaker): Carried {
  const { follower, challenge, account, minutes, language } = outgoing;
  const code = codes.codeOf(follower, challenge);
  const worded = codeMessage({ account, code, minutes, language });
  return { id: challenge.id, to: challenge.contact.to, code, minutes, language, ...worded };
}

async function failed(
  parts: CarryingParts,
  {
    key,
    claimed,
    error,
  }: { readonly key: Key; readonly claimed: Outgoing; readonly error: unknown },
): Promise<void> {
  const { store, worldNow, random, told, claims } = parts;
  const reason = reasonOf(error);
  const now = await worldNow();
  const [entry] = await store.read([key]);
  const outgoing = readOutgoing(entry);
  // Another delivery has claimed it since, or our own deletion was committed and its answer lost.
  if (entry === undefined || outgoing === undefined || !claims.isMine(outgoing)) return;
  const waiting = { key, version: entry.version, outgoing };
  if (error instanceof RefusedForGoodError) return giveUp(parts, waiting, { now, reason });
  const due = now + retryDelayMs(claimed.attempts, random());
  if (!isWorthCarrying(claimed, due)) {
    const why = `${reason}; the code ends before another try`;
    return giveUp(parts, waiting, { now, reason: why });
  }
  if ((await replace(store, waiting, [laterPut(outgoing, due, reason)])) !== "done") return;
  told({ type: "retried", ...subjectOf(claimed), reason });
}

/**
 * Writes down what has happened to a code, and tries again for as long as the store is away:
 * otherwise the entry would still stand there when the store is back, and be carried again.
 */
async function persist(
  write: () => Promise<unknown>,
  { isOver, timing }: { readonly isOver: () => boolean; readonly timing: Pick<Timing, "againMs"> },
): Promise<void> {
  for (;;) {
    try {
      await write();
      return;
    } catch (error) {
      if (!(error instanceof StoreAwayError) || isOver()) throw error;
      await pause(timing.againMs);
    }
  }
}

function subjectOf({
  follower,
  challenge,
  attempts,
}: Pick<Outgoing, "follower" | "challenge" | "attempts">): Pick<
  DeliveryEvent,
  "channel" | "attempts" | "follower"
> {
  return { channel: challenge.contact.channel, attempts, follower: refOf(follower) };
}
