import { createCallbackClient, overHttp, type CallbackClient } from "../callback-client/client.ts";
import type { Config } from "../config.ts";
import type { Courier } from "../delivery/courier.ts";
import { createSmsWebhook } from "../delivery/sms-webhook.ts";
import { createSmtpCourier } from "../delivery/smtp-courier.ts";
import { fillNewStore } from "../records/fresh.ts";
import { pepperOf } from "../records/secrets.ts";
import type { Store } from "../store/store.ts";
import { createContext, freshStoreOf, type AppContext, type Overrides } from "./context.ts";
import { createStoreCheck } from "./store-check.ts";
import { createLog, type Log } from "./log.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { openAccountStore } from "./open-account-store.ts";
import { createReadiness, type WhyNotReady } from "./readiness.ts";
import { leftOfRehearsal } from "./rehearsed.ts";
import { tellCallback, tellDelivery } from "./tell.ts";
import { bringUpToDate } from "./up-to-date.ts";

/** The running program without its HTTP server. */
export type Host = AppContext & {
  readonly log: Log;
  readonly metrics: Metrics;
  /** The store was empty when it was opened. */
  readonly isNew: boolean;
  /** What `/readyz` says. */
  readonly whyNotReady: WhyNotReady;
  /** Sets the URL of the callback: the simulator pushes to it from then on. */
  servedAt(callbackUrl: string): void;
  /** Lets deliveries finish and closes the store. */
  close(): Promise<void>;
};

/** What tests give a host instead of what it would open or make itself. */
export type HostOverrides = Overrides & {
  readonly log?: Log;
  readonly metrics?: Metrics;
  /** Closed with the host. */
  readonly store?: Store;
};

/** Opens the store, puts the program together on it, and begins to carry what is due. */
export async function openHost(config: Config, overrides: HostOverrides = {}): Promise<Host> {
  const log = overrides.log ?? createLog(config.logLevel);
  for (const line of config.warnings) log.warn(line);
  const prepare = (store: Store): Promise<void> => bringUpToDate(store, log);
  const store = overrides.store ?? (await openAccountStore(config, log.warn, prepare));
  try {
    return await hostOn(store, config, { ...overrides, log });
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function hostOn(
  store: Store,
  config: Config,
  overrides: HostOverrides & { readonly log: Log },
): Promise<Host> {
  const { log, realNow = Date.now } = overrides;
  const fresh = freshStoreOf(config);
  const isNew = await fillNewStore(store, fresh);
  for (const line of await leftOfRehearsal(store, config, fresh.settings)) log.warn(line);
  const codePepper = config.codePepper ?? (await pepperOf(store));
  const metrics =
    overrides.metrics ?? createMetrics(async () => (await context.delivery.waiting()).count);
  let servedAt: string | undefined;
  const client: CallbackClient = {
    async send(push, sending) {
      if (servedAt === undefined) throw new Error("no server answers the callback yet");
      return createCallbackClient(overHttp(servedAt), context.secrets).send(push, sending);
    },
  };
  const context: AppContext = createContext({
    couriers: couriersOf(config, realNow),
    client,
    onCallback: (event) => {
      tellCallback(event, log, metrics);
    },
    ...overrides,
    delivery: {
      told: (event) => {
        tellDelivery(event, log, metrics);
      },
      ...overrides.delivery,
    },
    config: { ...config, codePepper },
    store,
  });
  const storeCheck = await createStoreCheck(store, config, log);
  context.delivery.start();
  return {
    ...context,
    log,
    metrics,
    isNew,
    whyNotReady: createReadiness(store, [storeCheck.whyNot]),
    servedAt(callbackUrl) {
      servedAt = callbackUrl;
    },
    async close() {
      storeCheck.stop();
      await context.delivery.stop();
      await store.close();
    },
  };
}

function couriersOf({ smtp, sms }: Config, realNow: () => number): readonly Courier[] {
  return [
    ...(smtp === undefined ? [] : [createSmtpCourier(smtp)]),
    ...(sms === undefined ? [] : [createSmsWebhook({ ...sms, realNow })]),
  ];
}
