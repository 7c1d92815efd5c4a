import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createContext } from "../../src/app/context.ts";
import type { Carried, Courier } from "../../src/delivery/courier.ts";
import type { Delivery, DeliveryEvent, DeliveryOptions } from "../../src/delivery/delivery.ts";
import type { Contact } from "../../src/domain/contact.ts";
import { freshConversation, type Challenge } from "../../src/domain/conversation.ts";
import { createCodeMaker, type CodeMaker } from "../../src/records/codes.ts";
import { putConversation } from "../../src/records/conversations.ts";
import { readGivenUp, type GivenUp } from "../../src/records/given-up.ts";
import { readReceived, type Received } from "../../src/records/inbox.ts";
import { collections } from "../../src/records/kinds.ts";
import { putOutgoing, readOutgoing, type Outgoing } from "../../src/records/outbox.ts";
import { openLmdbStore } from "../../src/store/lmdb-store.ts";
import type { Store } from "../../src/store/store.ts";
import { testConfig } from "../support/assistant-on-store.ts";

/** A store with an outbox, two clocks in the test's hand, and deliveries that end with the test. */
export type DeliverySetup = {
  readonly store: Store;
  /** Where the store lies. */
  readonly path: string;
  readonly codes: CodeMaker;
  /** All clocks, ms: they stand still unless the test moves them. Nobody can set `elapsed`. */
  readonly clock: { world: number; real: number; elapsed: number };
  /** What deliveries told, oldest first. */
  readonly events: DeliveryEvent[];
  /** Puts a code into the outbox as the assistant does: with the conversation that waits for it. */
  readonly ask: (number: number, asked?: Asked) => Promise<Outgoing>;
  readonly deliver: (options?: Partial<DeliveryOptions>) => Delivery;
  readonly outbox: () => Promise<readonly Outgoing[]>;
  readonly inbox: () => Promise<readonly Received[]>;
  readonly givenUp: () => Promise<readonly GivenUp[]>;
  readonly close: () => Promise<void>;
};

/** What may be special about a code asked for. */
export type Asked = Partial<Outgoing> & {
  readonly channel?: Contact["channel"];
  readonly challengeId?: string;
  readonly digits?: number;
  /** A challenge that no code fits. */
  readonly decoy?: true;
  /** The conversation has moved on. */
  readonly superseded?: true;
  /** Another code was asked for since. */
  readonly resent?: true;
};

/** When the tests begin. */
export const start = Date.parse("2015-06-01T12:00:00Z");

const many = 100_000;

/** Sets a delivery up on a store of its own, or on one that is given. */
export async function openDeliverySetup(given?: Store): Promise<DeliverySetup> {
  const path = await mkdtemp(join(tmpdir(), "delivery-test-"));
  const store = given ?? (await openLmdbStore({ collections, path, durable: false }));
  const codes = createCodeMaker("a pepper for tests", "wwtest");
  const clock = { world: start, real: start + 3_600_000, elapsed: 0 };
  const events: DeliveryEvent[] = [];
  const deliveries: Delivery[] = [];
  const all = async <T>(collection: string, read: (entry: never) => T | undefined) => {
    const entries = await store.scan(collection, { limit: many });
    return entries.map((entry) => read(entry as never)).filter((value) => value !== undefined);
  };
  return {
    store,
    path,
    codes,
    clock,
    events,
    ask: (number, asked) => ask(store, clock, number, asked),
    deliver(options) {
      const { delivery: made } = createContext({
        config: testConfig,
        store,
        delivery: {
          codes,
          worldNow: () => Promise.resolve(clock.world),
          realNow: () => clock.real,
          elapsed: () => clock.elapsed,
          withoutCourier: undefined,
          told: (event) => events.push(event),
          timing: { pollMs: 20, stopMs: 50 },
          ...options,
        },
      });
      deliveries.push(made);
      return made;
    },
    outbox: () => all("outbox", readOutgoing),
    inbox: () => all("inbox", readReceived),
    givenUp: () => all("given-up", readGivenUp),
    async close() {
      await Promise.all(deliveries.map((delivery) => delivery.stop()));
      await store.close();
      await rm(path, { recursive: true, force: true });
    },
  };
}

/** A courier that notes what it is given and then does what the test says. */
export function createNotingCourier(
  channel: Contact["channel"],
  then: (message: Carried) => Promise<void> | void = () => undefined,
): Courier & { readonly carried: Carried[] } {
  const carried: Carried[] = [];
  return {
    channel,
    carried,
    async carry(message) {
      carried.push(message);
      await then(message);
    },
  };
}

/** A promise that never comes true, as of a provider that hangs. */
export const never = (): Promise<void> => new Promise(() => undefined);

async function ask(
  store: Store,
  clock: { readonly world: number; readonly real: number },
  number: number,
  asked: Asked = {},
): Promise<Outgoing> {
  const { channel = "sms", challengeId, digits = 6, decoy, superseded, resent, ...special } = asked;
  const minutes = special.minutes ?? 10;
  const challenge: Challenge = {
    id: challengeId ?? `challenge-${String(number).padStart(6, "0")}`,
    contact: contactOf(channel, number),
    digits,
    expires: clock.world + minutes * 60_000,
    triesLeft: 5,
    ...(decoy ? {} : { userid: `member-${number}` }),
  };
  const outgoing: Outgoing = {
    follower: `oFollower${number}`,
    challenge,
    language: "zh-CN",
    account: "星辰科技",
    minutes,
    due: clock.world,
    attempts: 0,
    ...special,
  };
  const latest = resent ? { ...challenge, id: `${challenge.id}-2` } : challenge;
  const conversation = superseded
    ? ({ ...freshConversation, phase: "asking-contact" } as const)
    : ({ ...freshConversation, phase: "asking-code", challenge: latest } as const);
  const puts = [
    putConversation(outgoing.follower, conversation, clock.real),
    putOutgoing(outgoing),
  ];
  await store.commit({ checks: [], puts, deletes: [], adds: [] });
  return outgoing;
}

function contactOf(channel: Contact["channel"], number: number): Contact {
  return channel === "sms"
    ? { channel, to: `+86138${String(number).padStart(8, "0")}` }
    : { channel, to: `member-${number}@example.com` };
}
