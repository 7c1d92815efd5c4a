import { randomUUID } from "node:crypto";
import { createAssistant, type Assistant } from "../assistant/assistant.ts";
import { createCallbacks } from "../assistant/callbacks.ts";
import type { Config } from "../config.ts";
import { createDelivery, type Delivery } from "../delivery/delivery.ts";
import { createInbox, receivedPut, type Inbox } from "../simulator/inbox/inbox.ts";
import { createSmsWebhook } from "../delivery/sms-webhook.ts";
import { createSmtpCourier } from "../delivery/smtp-courier.ts";
import type { Reach } from "../domain/reach.ts";
import { defaultAccount, type Account } from "../domain/account.ts";
import { defaultSettings, type Settings } from "../domain/settings.ts";
import { clockKey, readClockOffset } from "../records/clock.ts";
import { createCodeMaker } from "../records/codes.ts";
import { checkShapes, fillNewStore } from "../records/fresh.ts";
import { collections } from "../records/kinds.ts";
import { pepperOf } from "../records/secrets.ts";
import { openStore } from "../store/open-store.ts";
import type { Store } from "../store/store.ts";
import { readKey, type Secrets } from "../wire/secrets.ts";
import { createCallbackHandler, type CallbackHandler } from "../http/callback.ts";
import { createDoubts } from "./doubts.ts";
import type { Log } from "./log.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { leftOfRehearsal } from "./rehearsed.ts";
import { createReadiness, type WhyNotReady } from "./readiness.ts";
import { tellCallback, tellDelivery } from "./tell.ts";

/** The assistant at work on a store, without a server around it. */
export type Host = {
  readonly store: Store;
  readonly assistant: Assistant;
  readonly delivery: Delivery;
  readonly inbox: Inbox;
  readonly metrics: Metrics;
  readonly secrets: Secrets;
  /** What a new store is filled with, and what a reset goes back to. */
  readonly freshSettings: Settings;
  readonly freshAccount: Account;
  /** The store was empty when it was opened. */
  readonly isNew: boolean;
  /** World clock, ms. */
  readonly worldNow: () => Promise<number>;
  /** What `/readyz` says. */
  readonly whyNotReady: WhyNotReady;
  /** Answers the platform: for the listener, or `app.use('/wechat', host.callback)`. */
  readonly callback: CallbackHandler;
  /** Lets deliveries finish and closes the store. */
  close(): Promise<void>;
};

/** Opens the store and sets the assistant to work on it. */
export async function openHost(config: Config, log: Log): Promise<Host> {
  for (const line of config.warnings) log.warn(line);
  const store = await openStore({
    collections,
    redisUrl: config.redisUrl,
    redisDurability: config.redisDurability,
    dataDir: config.dataDir,
    account: config.wechat.corpId,
    warn: (line) => {
      log.warn(line);
    },
  });
  try {
    return await hostOn(store, config, log);
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function hostOn(store: Store, config: Config, log: Log): Promise<Host> {
  const { corpId, kind, token, encodingAESKey } = config.wechat;
  await checkShapes(store);
  const freshSettings = freshSettingsOf(config);
  const freshAccount = freshAccountOf(config);
  const isNew = await fillNewStore(store, { settings: freshSettings, account: freshAccount });
  for (const line of await leftOfRehearsal(store, config, freshSettings)) log.warn(line);
  const codes = createCodeMaker(config.codePepper ?? (await pepperOf(store)), corpId);
  const realNow = Date.now;
  const worldNow = async (): Promise<number> =>
    realNow() + readClockOffset((await store.read([clockKey]))[0]);
  const metrics = createMetrics(async () => (await delivery.waiting()).count);
  const delivery: Delivery = createDelivery({
    store,
    codes,
    worldNow,
    realNow,
    random: Math.random,
    couriers: couriersOf(config, realNow),
    withoutCourier: config.simulator === "off" ? undefined : receivedPut,
    told: (event) => {
      tellDelivery(event, log, metrics);
    },
  });
  const assistant = createAssistant({
    store,
    codes,
    reach: reachOf(config),
    freshSettings,
    realNow,
    newChallengeId: randomUUID,
  });
  const key = encodingAESKey === undefined ? undefined : readKey(encodingAESKey);
  const secrets: Secrets = { kind, receiveId: corpId, token, key };
  const { maxSkewSeconds } = config;
  const callbacks = createCallbacks({
    secrets,
    assistant,
    maxSkewSeconds,
    realNow,
    told: (event) => {
      tellCallback(event, log, metrics);
    },
  });
  const doubts = await createDoubts(store, config, log);
  delivery.start();
  return {
    store,
    assistant,
    delivery,
    inbox: createInbox({ store, codes, worldNow }),
    metrics,
    secrets,
    freshSettings,
    freshAccount,
    isNew,
    worldNow,
    whyNotReady: createReadiness(store, [doubts.whyNot]),
    callback: createCallbackHandler({ callbacks, metrics }),
    async close() {
      doubts.stop();
      await delivery.stop();
      await store.close();
    },
  };
}

/** Says what a new store's account is, before an administrator changes it. */
export function freshAccountOf({ accountName, accountSeats, simulator }: Config): Account {
  const { name, level } = defaultAccount;
  const seats = accountSeats ?? (simulator === "off" ? undefined : defaultAccount.seats);
  return { name: accountName ?? name, level, ...(seats !== undefined && { seats }) };
}

/** Says what a new store's settings are, before an administrator changes them. */
export function freshSettingsOf({ language, timeZone, production }: Config): Settings {
  const disclosure = production ? "neutral" : "faithful";
  return { ...defaultSettings, language, timeZone, disclosure };
}

/**
 * Says which contacts codes reach: those with a courier, and while phones and mailboxes are
 * simulated, all. With no courier at all, outside production, codes are given up for all to see.
 */
export function reachOf({ simulator, smtp, sms }: Config): Reach {
  if (simulator !== "off" || (smtp === undefined) === (sms === undefined)) return "both";
  return smtp === undefined ? "sms" : "mail";
}

function couriersOf({ smtp, sms }: Config, realNow: () => number) {
  return [
    ...(smtp === undefined ? [] : [createSmtpCourier(smtp)]),
    ...(sms === undefined ? [] : [createSmsWebhook({ ...sms, realNow })]),
  ];
}
