import { randomUUID } from "node:crypto";
import {
  createAssistant,
  type Assistant,
  type AssistantParts,
  type SettledTurn,
} from "../assistant/assistant.ts";
import { createCallbacks, type CallbackEvent, type Callbacks } from "../assistant/callbacks.ts";
import type { CallbackClient } from "../callback-client/client.ts";
import type { Config } from "../config.ts";
import type { Courier } from "../delivery/courier.ts";
import { createDelivery, type Delivery, type DeliveryOptions } from "../delivery/delivery.ts";
import type { Reach } from "../domain/reach.ts";
import { defaultAccount, type Account } from "../domain/account.ts";
import { defaultSettings, type Settings } from "../domain/settings.ts";
import { clockKey, readClockOffset } from "../records/clock.ts";
import { createCodeMaker, type CodeMaker } from "../records/codes.ts";
import type { FreshStore } from "../records/fresh.ts";
import { receivedPut } from "../simulator/inbox/inbox.ts";
import { createSimulator, type Simulator } from "../simulator/simulator.ts";
import type { Store } from "../store/store.ts";
import { readKey, type Secrets } from "../wire/secrets.ts";

/** The program, put together on a store that is open: nothing of it listens or runs yet. */
export type AppContext = {
  readonly config: Config;
  readonly store: Store;
  readonly codes: CodeMaker;
  readonly secrets: Secrets;
  /** What a new store is filled with, and what a reset goes back to. */
  readonly fresh: FreshStore;
  /** World clock, ms. */
  readonly worldNow: () => Promise<number>;
  readonly assistant: Assistant;
  readonly callbacks: Callbacks;
  readonly delivery: Delivery;
  /** The simulator, unless the configuration has it off. */
  readonly simulator: Simulator | undefined;
};

/** What a context is made of. */
export type ContextParts = Overrides & {
  readonly config: Config & { readonly codePepper: string };
  readonly store: Store;
};

/** What worlds and tests use instead of the program's own parts. */
export type Overrides = {
  /** Real clock, ms. */
  readonly realNow?: () => number;
  readonly random?: () => number;
  readonly newChallengeId?: () => string;
  readonly converse?: AssistantParts["converse"];
  readonly couriers?: readonly Courier[];
  /** Sends what the simulator pushes to the account's callback. */
  readonly client?: CallbackClient;
  /** Replaces the assistant, for tests of what observes it. */
  readonly disturb?: ((assistant: Assistant, store: Store) => Assistant) | undefined;
  readonly delivery?: Partial<DeliveryOptions>;
  readonly onTurn?: (turn: SettledTurn) => void;
  readonly onCallback?: (event: CallbackEvent) => void;
};

/** Makes everything from the configuration. */
export function createContext(parts: ContextParts): AppContext {
  const { config, store, realNow = Date.now, couriers = [], onTurn } = parts;
  const { corpId, kind, token, encodingAESKey } = config.wechat;
  const key = encodingAESKey === undefined ? undefined : readKey(encodingAESKey);
  const secrets: Secrets = { kind, receiveId: corpId, token, key };
  const fresh = freshStoreOf(config);
  const codes = createCodeMaker(config.codePepper, corpId);
  const worldNow = async (): Promise<number> =>
    realNow() + readClockOffset((await store.read([clockKey]))[0]);
  const assistant = createAssistant({
    store,
    codes,
    reach: reachOf(config),
    freshSettings: fresh.settings,
    realNow,
    newChallengeId: parts.newChallengeId ?? randomUUID,
    converse: parts.converse,
    onTurn,
  });
  const answering = parts.disturb?.(assistant, store) ?? assistant;
  const { maxSkewSeconds } = config;
  const told = parts.onCallback ?? ignore;
  const isSimulated = config.simulator !== "off";
  const delivery = createDelivery({
    store,
    codes,
    worldNow,
    realNow,
    random: parts.random ?? Math.random,
    couriers,
    withoutCourier: isSimulated ? receivedPut : undefined,
    told: ignore,
    ...parts.delivery,
  });
  const drain = (withinMs: number): Promise<void> => delivery.drain(withinMs);
  const { phaseOf } = assistant;
  const { client = nobody } = parts;
  const around = { store, codes, secrets, fresh, client, phaseOf, drain, worldNow, realNow };
  return {
    config,
    store,
    codes,
    secrets,
    fresh,
    worldNow,
    assistant: answering,
    callbacks: createCallbacks({ secrets, assistant: answering, maxSkewSeconds, realNow, told }),
    delivery,
    simulator: isSimulated ? createSimulator(around) : undefined,
  };
}

/** Says what a new store is filled with, before an administrator changes it. */
export function freshStoreOf(config: Config): FreshStore {
  return { settings: freshSettingsOf(config), account: freshAccountOf(config) };
}

function freshAccountOf({ accountName, accountSeats, simulator }: Config): Account {
  const { name, level } = defaultAccount;
  const seats = accountSeats ?? (simulator === "off" ? undefined : defaultAccount.seats);
  return { name: accountName ?? name, level, ...(seats !== undefined && { seats }) };
}

function freshSettingsOf({ language, timeZone, production }: Config): Settings {
  const disclosure = production ? "neutral" : "faithful";
  return { ...defaultSettings, language, timeZone, disclosure };
}

/**
 * Says which contacts codes reach: those with a courier, and while phones and mailboxes are
 * simulated, all. With no courier at all, outside production, codes are given up for all to see.
 */
function reachOf({ simulator, smtp, sms }: Config): Reach {
  if (simulator !== "off" || (smtp === undefined) === (sms === undefined)) return "both";
  return smtp === undefined ? "sms" : "mail";
}

const nobody: CallbackClient = {
  send: () => Promise.reject(new Error("nobody sends pushes to a callback here")),
};

function ignore(): void {
  // Nobody listens.
}
