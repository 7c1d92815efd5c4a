import type { CallbackClient } from "../callback-client/client.ts";
import type { Seed } from "../simulator/seed.ts";
import type { CodeMaker } from "../records/codes.ts";
import type { FreshStore } from "../records/fresh.ts";
import type { Store } from "../store/store.ts";
import type { Secrets } from "../wire/secrets.ts";
import { createWorldClock, type WorldClock } from "./clock.ts";
import { createInbox, type Inbox } from "./inbox/inbox.ts";
import { createPhones, type Phones } from "./phones.ts";
import { createPlatform, type Platform } from "./platform.ts";
import { resetWorld } from "./reset.ts";

/** WeChat around one account. */
export type Simulator = {
  readonly platform: Platform;
  readonly phones: Phones;
  readonly inbox: Inbox;
  readonly clock: WorldClock;
  /** Carries what is due now to the phones and mailboxes, for at most 2 s. */
  readonly carryDue: () => Promise<void>;
  /** Makes the world anew; see `resetWorld`. */
  readonly reset: (seed: Seed) => ReturnType<typeof resetWorld>;
};

/** What a simulator shares with the bot that it is around. */
export type SimulatorParts = {
  readonly store: Store;
  readonly codes: CodeMaker;
  readonly secrets: Secrets;
  readonly fresh: FreshStore;
  /** Sends what is pushed to the account's callback. */
  readonly client: CallbackClient;
  /** Where a conversation stands: only the bot knows. */
  readonly phaseOf: Parameters<typeof createPhones>[1];
  /** Carries whatever is due, within so many ms. */
  readonly drain: (withinMs: number) => Promise<void>;
  /** World clock, ms. */
  readonly worldNow: () => Promise<number>;
  /** Real clock, ms. */
  readonly realNow: () => number;
};

const carryWithinMs = 2000;

/** Makes the simulator of one account. */
export function createSimulator(parts: SimulatorParts): Simulator {
  const { store, codes, secrets, fresh, client, worldNow, realNow } = parts;
  const freshSettings = fresh.settings;
  const carryDue = (): Promise<void> => parts.drain(carryWithinMs);
  const callback = { client, secrets };
  return {
    platform: createPlatform({ store, callback, worldNow, realNow, freshSettings }),
    phones: createPhones(store, parts.phaseOf),
    inbox: createInbox({ store, codes, worldNow }),
    clock: createWorldClock({ store, realNow, becameDue: carryDue, freshSettings }),
    carryDue,
    reset: (seed) => resetWorld(store, seed, fresh),
  };
}
