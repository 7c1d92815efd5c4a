import { randomUUID } from "node:crypto";
import type { Store } from "../store/store.ts";
import { createCarrying, type CarryingParts, type DeliveryEvent } from "./outbox/carrying.ts";
import { createClaims } from "./outbox/claims.ts";
import type { Courier } from "./courier.ts";
import { countWaiting, type WaitingCount } from "./outbox/entries.ts";
import { createRounds } from "./outbox/rounds.ts";
import { defaultTiming, pause, type Timing } from "./outbox/timing.ts";

export type { DeliveryEvent };

/** Carries what stands in the outbox, for as long as it runs. */
export type Delivery = {
  /** Begins to carry whatever becomes due. */
  start(): void;
  /**
   * Carries everything that is due now; resolves when nothing due is left, or the time is over.
   * Throws `StoreAwayError` when the store is away.
   */
  drain(withinMs: number): Promise<void>;
  /** Begins nothing more and lets what is under way finish, for up to five seconds. */
  stop(): Promise<void>;
  /** Says how much is on its way, and how late it is. */
  waiting(): Promise<WaitingCount>;
};

/** What a delivery works with. */
export type DeliveryOptions = Pick<
  CarryingParts,
  "store" | "codes" | "worldNow" | "realNow" | "random" | "withoutCourier" | "told"
> & {
  /** A clock that nobody sets, ms: the process's own unless given. */
  readonly elapsed?: () => number;
  /** At most one for each channel. */
  readonly couriers: readonly Courier[];
  readonly timing?: Partial<Timing>;
};

/** Makes a delivery; until `start` it carries only what it is told to drain. */
export function createDelivery(options: DeliveryOptions): Delivery {
  const timing = { ...defaultTiming, ...options.timing };
  const { store, worldNow } = options;
  const couriers = new Map(options.couriers.map((courier) => [courier.channel, courier]));
  let state: "new" | "running" | "stopping" | "over" = "new";
  const isOver = (): boolean => state === "over";
  const goesOn = (): boolean => state !== "stopping" && !isOver();
  const { elapsed = () => performance.now() } = options;
  const claims = createClaims({ me: randomUUID(), elapsed, timing });
  const ways = { couriers, timing, claims, elapsed, goesOn, isOver };
  const carry = createCarrying({ ...options, ...ways });
  const rounds = createRounds({ ...options, carry, isFree: claims.isFree, goesOn });
  let quieten = (): void => undefined;

  return {
    start() {
      if (state !== "new") return;
      state = "running";
      quieten = wakeBy(store, timing.pollMs, (isPoll) => {
        if (isPoll) rounds.beginAnew();
        rounds.wake();
      });
      void rounds.goOn();
    },
    drain: rounds.drain,
    async stop() {
      state = "stopping";
      quieten();
      rounds.wake();
      await Promise.race([rounds.idle(), pause(timing.stopMs)]);
      state = "over";
      for (const { close } of options.couriers) close?.();
    },
    waiting: async () => countWaiting(store, await worldNow()),
  };
}

function wakeBy(store: Store, pollMs: number, wake: (isPoll: boolean) => void): () => void {
  const unwatch = store.watch((collections) => {
    if (collections.includes("outbox") || collections.includes("clock")) wake(false);
  });
  const poll = setInterval(() => {
    wake(true);
  }, pollMs).unref();
  return () => {
    unwatch();
    clearInterval(poll);
  };
}
