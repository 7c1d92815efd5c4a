import type { Config } from "../config.ts";
import { dataSetOf, whyNotHeld } from "../records/data-set.ts";
import { StoreAwayError, type Store } from "../store/store.ts";
import type { Log } from "./log.ts";
import { firstReason, type WhyNotReady } from "./readiness.ts";

/** What may be wrong with a store that answers, and who looks for it. */
export type StoreCheck = { readonly whyNot: WhyNotReady; stop(): void };

const lookEveryMs = 5_000;

/**
 * Looks every five seconds, and whenever it is asked, whether the store still holds what it held
 * now, and whether it is as durable as it must be. The log has a line when that changes. Redis may
 * have been emptied, set otherwise or replaced, under a connection that lasts or behind a new one.
 */
export async function createStoreCheck(
  store: Store,
  { redisDurability }: Pick<Config, "redisDurability">,
  log: Pick<Log, "warn">,
): Promise<StoreCheck> {
  const dataSet = await dataSetOf(store);
  const reasons: readonly WhyNotReady[] = [
    () => whyNotHeld(store, dataSet),
    ...(redisDurability === "required" ? [() => store.whyNotDurable()] : []),
  ];
  let told: string | undefined;
  const note = (found: string | undefined): void => {
    if (found === told) return;
    told = found;
    log.warn(found ?? `${store.label} is as it should be again`);
  };
  const whyNot: WhyNotReady = async () => {
    try {
      note(await firstReason(reasons));
    } catch (error) {
      // Of a store that is away nothing is known, and that is said elsewhere.
      if (error instanceof StoreAwayError) return undefined;
      note(error instanceof Error ? error.message : String(error));
    }
    return told;
  };
  const looking = setInterval(() => void whyNot(), lookEveryMs).unref();
  return {
    whyNot,
    stop() {
      clearInterval(looking);
    },
  };
}
