import { createContext, type ContextParts, type Overrides } from "../app/context.ts";
import { openTemporaryStore } from "../app/temporary-store.ts";
import type { SettledTurn } from "../assistant/assistant.ts";
import type { Callbacks } from "../assistant/callbacks.ts";
import { createCallbackClient, inProcess, type CallbackClient } from "../callback-client/client.ts";
import { readConfig } from "../config.ts";
import type { Action } from "../domain/action.ts";
import type { Seed } from "../simulator/seed.ts";
import { defaultSettings } from "../domain/settings.ts";
import { momentOf } from "../domain/time.ts";
import type { Pushed } from "../simulator/platform.ts";
import { changeSettings } from "../simulator/settings.ts";
import type { Store } from "../store/store.ts";
import type { Turned } from "../talk/play/target.ts";
import { createRedelivery } from "./redelivery.ts";

/**
 * A world of its own: the assistant and the platform around it, in this process and on a clock that
 * only moves when told. The same actions in the same seed bring about the same codes, to the letter.
 */
export type World = ReturnType<typeof worldOn>;

/** What tests put in the place of a world's parts. */
export type WorldOverrides = Pick<Overrides, "converse" | "disturb"> & {
  /** Stands between everything in the world and its store. */
  readonly throughStore?: (store: Store) => Store;
};

/** When a world begins, on the clock of its own time zone: enterprise accounts were young. */
const beginning = "2015-06-01 09:00:00";
const tickMs = 1000;
const config = configOfWorlds();

/** Makes a world from a seed; it leaves nothing behind when it is closed. */
export async function openWorld(seed: Seed, overrides: WorldOverrides = {}): Promise<World> {
  const { throughStore, ...others } = overrides;
  const opened = await openTemporaryStore();
  const store = throughStore?.(opened) ?? opened;
  try {
    const world = worldOn(store, others);
    await world.reset(seed);
    await world.clock(beginning.slice(0, 16));
    return world;
  } catch (error) {
    await store.close();
    throw error;
  }
}

function worldOn(store: Store, overrides: Overrides) {
  // The offset of the world's clock counts from here, as it does from the system's time elsewhere.
  let now = momentOf(beginning, defaultSettings.timeZone);
  let challenges = 0;
  const turns: SettledTurn[] = [];
  const parts: ContextParts = {
    ...overrides,
    config,
    store,
    realNow: () => now,
    newChallengeId: () => `challenge-${String((challenges += 1)).padStart(12, "0")}`,
    random: () => 0,
    onTurn: (turn) => turns.push(turn),
  };
  const other = createContext(parts);
  const clientOf = (answer: Callbacks["answer"]): CallbackClient =>
    createCallbackClient(inProcess(answer), other.secrets);
  const client = createRedelivery([
    clientOf((search, body) => context.callbacks.answer(search, body)),
    clientOf(other.callbacks.answer),
  ]);
  const context = createContext({ ...parts, client });
  const { assistant, simulator, worldNow, fresh } = context;
  if (simulator === undefined) throw new Error("a world without a simulator");
  const { phones, platform, inbox, clock } = simulator;
  return {
    store,
    assistant,
    phones,
    inbox,
    /** Carries what is due to the phones and mailboxes. */
    carry: simulator.carryDue,
    /** World clock, ms. */
    now: worldNow,
    /** Has the next callbacks delivered several times; see `createRedelivery`. */
    disturb: client.disturb,
    /** A follower does something, a second after whatever was before. */
    async act(openid: string, act: Action): Promise<Pushed & { readonly turn?: Turned }> {
      now += tickMs;
      turns.length = 0;
      await phones.known(openid);
      const pushed = await platform.push(openid, act);
      const turn = turns.find(({ outcome }) => outcome !== "repeated") ?? turns[0];
      return { ...pushed, ...(turn && { turn: turnedOf(turn) }) };
    },
    /** Sets the clock (`2015-06-01 23:50`, in the world's time zone) or moves it on (`+15m`). */
    async clock(text: string): Promise<void> {
      await clock.move(text.startsWith("+") ? { advance: text } : { set: text });
    },
    set: (patch: Readonly<Record<string, unknown>>) => changeSettings(store, patch, fresh.settings),
    reset: simulator.reset,
    close: () => store.close(),
  };
}

function turnedOf({ input, before, outcome, after }: SettledTurn): Turned {
  return { input: input.kind, before: before.phase, outcome, after: after.phase };
}

function configOfWorlds(): ContextParts["config"] {
  const codePepper = "the pepper of worlds made in passing";
  const read = readConfig({});
  if ("problems" in read) throw new Error(read.problems.join("; "));
  return { ...read.config, codePepper };
}
