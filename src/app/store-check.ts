import type { Config } from "../config.ts";
import { dataSetOf, whyNotHeld } from "../records/data-set.ts";
import { StoreAwayError, type Store } from "../store/store.ts";
import type { Log } from "./log.ts";
import { firstReason, type WhyNotReady } from "./readiness.ts";

/** Checks whether a store that answers is still the right one, and durable. */
export type StoreCheck = { readonly whyNot: WhyNotReady; stop(): void };

const lookEveryMs = 5_000;

/**
 * Starts to check, every five seconds and whenever `whyNot` is called, whether the store still holds
 * the data that it holds now, and whether it is as durable as it must be: Redis may be emptied,
 * configured otherwise or replaced while the program runs. The log has a line when the result changes.
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
      // Nothing is known of a store that is away; `createReadiness` says that it is.
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
