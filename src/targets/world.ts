import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAssistant, type Assistant } from "../assistant/assistant.ts";
import { createCallbacks } from "../assistant/callbacks.ts";
import { createCallbackClient, inProcess, type CallbackClient } from "../callback-client/client.ts";
import { demoTriple } from "../config.ts";
import { createDelivery } from "../delivery/delivery.ts";
import { createInbox, receivedPut, type Inbox } from "../simulator/inbox/inbox.ts";
import type { Seed } from "../domain/seed.ts";
import { defaultAccount } from "../domain/account.ts";
import { defaultSettings, type Settings } from "../domain/settings.ts";
import { momentOf } from "../domain/time.ts";
import { clockKey, readClockOffset } from "../records/clock.ts";
import { createCodeMaker } from "../records/codes.ts";
import { collections } from "../records/kinds.ts";
import { createWorldClock } from "../simulator/clock.ts";
import { createPhones, type Phones } from "../simulator/phones.ts";
import { createPlatform, type Pushed } from "../simulator/platform.ts";
import { resetWorld } from "../simulator/reset.ts";
import { changeSettings } from "../simulator/settings.ts";
import { openLmdbStore } from "../store/lmdb-store.ts";
import type { Store } from "../store/store.ts";
import type { Action } from "../domain/action.ts";
import type { Turned } from "../talk/play/target.ts";
import { readKey } from "../wire/secrets.ts";
import { createRedelivery, type Redelivery } from "./redelivery.ts";
import { createWatcher, type Watcher } from "./watcher.ts";

/**
 * A world of its own: the assistant and the platform around it, in this process and on a clock that
 * only moves when told. The same acts in the same seed bring about the same codes, to the letter.
 */
export type World = {
  readonly store: Store;
  readonly assistant: Assistant;
  readonly phones: Phones;
  readonly inbox: Inbox;
  /** A follower does something, a second after whatever was before. */
  act(openid: string, act: Action): Promise<Pushed & { readonly turn?: Turned }>;
  /** Has the next callbacks delivered several times; see `Redelivery`. */
  readonly disturb: Redelivery["disturb"];
  /** Carries what is due to the phones and mailboxes. */
  carry(): Promise<void>;
  /** World clock, ms. */
  now(): Promise<number>;
  /** Sets the clock (`2015-06-01 23:50`, in the world's time zone) or moves it on (`+15m`). */
  clock(text: string): Promise<void>;
  set(patch: Readonly<Record<string, unknown>>): Promise<Settings>;
  close(): Promise<void>;
};

/** What a world is made with; tests replace parts of it. */
export type WorldParts = {
  readonly seed: Seed;
  /** Puts something in the place of the assistant, for tests of what watches over it. */
  readonly disturb?: (assistant: Assistant, store: Store) => Assistant;
};

/** When a world begins, on the clock of its own time zone: enterprise accounts were young. */
const beginning = "2015-06-01 09:00:00";
const tickMs = 1000;
const carryWithinMs = 2000;
const { corpId, token, encodingAESKey } = demoTriple;
const secrets = {
  kind: "enterprise",
  receiveId: corpId,
  token,
  key: readKey(encodingAESKey),
} as const;

/** Makes a world from a seed; it leaves nothing behind when it is closed. */
export async function openWorld(options: WorldParts): Promise<World> {
  const path = await mkdtemp(join(tmpdir(), "world-"));
  const store = await openLmdbStore({ collections, path, durable: false });
  await resetWorld(store, options.seed, { settings: defaultSettings, account: defaultAccount });
  const world = worldOn(store, options);
  await world.clock(beginning.slice(0, 16));
  return {
    ...world,
    async close() {
      await store.close();
      await rm(path, { recursive: true, force: true });
    },
  };
}

function worldOn(store: Store, { disturb = (assistant) => assistant }: WorldParts): World {
  // The offset of the world's clock counts from here, as it does from the system's time elsewhere.
  let now = momentOf(beginning, defaultSettings.timeZone);
  const realNow = (): number => now;
  const worldNow = async (): Promise<number> =>
    now + readClockOffset((await store.read([clockKey]))[0]);
  const freshSettings = defaultSettings;
  const codes = createCodeMaker("the pepper of worlds made in passing", corpId);
  let challenges = 0;
  const newChallengeId = (): string => `challenge-${String((challenges += 1)).padStart(12, "0")}`;
  const newInstance = (): Assistant =>
    disturb(
      createAssistant({ store, codes, reach: "both", freshSettings, realNow, newChallengeId }),
      store,
    );
  const assistant = newInstance();
  const watchers = [createWatcher(assistant, store), createWatcher(newInstance(), store)] as const;
  const clientOf = (watched: Watcher): CallbackClient => {
    const parts = { secrets, assistant: watched, maxSkewSeconds: 300, realNow, told: nothing };
    const callbacks = createCallbacks(parts);
    const transport = inProcess((search, body) => callbacks.answer(search, body));
    return createCallbackClient(transport, secrets);
  };
  const client = createRedelivery([clientOf(watchers[0]), clientOf(watchers[1])]);
  const platform = createPlatform({
    store,
    callback: { client, secrets },
    worldNow,
    realNow,
    freshSettings,
  });
  const phones = createPhones(store, assistant.phaseOf);
  const inbox = createInbox({ store, codes, worldNow });
  const delivery = createDelivery({
    store,
    codes,
    worldNow,
    realNow,
    random: () => 0,
    couriers: [],
    withoutCourier: receivedPut,
    told: nothing,
  });
  const carry = (): Promise<void> => delivery.drain(carryWithinMs);
  const clock = createWorldClock({ store, realNow, becameDue: carry, freshSettings });
  return {
    store,
    assistant,
    phones,
    inbox,
    carry,
    now: worldNow,
    disturb: client.disturb,
    async act(openid, act) {
      now += tickMs;
      await phones.known(openid);
      const pushed = await platform.push(openid, act);
      const turns = watchers.flatMap((one) => one.taken() ?? []);
      const turn = turns.find(({ outcome }) => outcome !== "repeated") ?? turns[0];
      return { ...pushed, ...(turn && { turn }) };
    },
    async clock(text) {
      await clock.move(text.startsWith("+") ? { advance: text } : { set: text });
    },
    set: (patch) => changeSettings(store, patch, defaultSettings),
    close: () => store.close(),
  };
}

function nothing(): void {
  // A world in passing is not counted.
}
