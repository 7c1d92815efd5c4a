import type { CallbackEvent } from "../assistant/callbacks.ts";
import type { DeliveryEvent } from "../delivery/delivery.ts";
import { refOf } from "../domain/follower.ts";
import { isUneventful } from "../domain/outcome.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";

/** Writes what became of a callback to log and metrics. */
export function tellCallback(
  event: CallbackEvent,
  log: Log,
  metrics: Pick<Metrics, "refused" | "unavailable">,
): void {
  switch (event.type) {
    case "answered": {
      const { kind, outcome, follower } = event;
      // Most callbacks change nothing.
      const level = outcome === "repeated" || isUneventful(outcome) ? "debug" : "info";
      if (!log.tells(level)) return;
      log[level]("callback answered", { kind, outcome, follower: refOf(follower) });
      return;
    }
    case "passed-over":
      log.warn("callback passed over: it cannot be read", { reason: event.reason });
      return;
    case "refused": {
      const { reason, code, advice } = event;
      log.warn("callback refused", { reason, code, advice });
      metrics.refused(reason);
      return;
    }
    case "unavailable":
      log.warn("callback not answered: the store is away or busy; the platform delivers it again");
      metrics.unavailable();
      return;
    case "failed":
      log.error("callback not answered", { reason: event.reason });
      metrics.unavailable();
  }
}

/** Writes what became of a code in the outbox to log and metrics. */
export function tellDelivery(
  event: DeliveryEvent,
  log: Log,
  metrics: Pick<Metrics, "delivery">,
): void {
  const { channel, attempts, follower } = event;
  metrics.delivery(channel, event.type);
  const say = event.type === "carried" ? log.info : log.warn;
  const reason = "reason" in event ? { reason: event.reason } : {};
  say(`code ${event.type}`, { channel, attempts, follower, ...reason });
}
